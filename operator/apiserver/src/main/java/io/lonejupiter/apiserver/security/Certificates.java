package io.lonejupiter.apiserver.security;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The server's own certificate authority and its certificate, kept in a directory as PEM: {@code
 * ca.crt}, {@code ca.key}, {@code server.crt}, {@code server.key}. Made when missing; the server's
 * is made anew when it lacks a name or nears its end, the authority stays.
 */
public final class Certificates {
  private static final Pattern IP = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(825);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final X500Name AUTHORITY = new X500Name("CN=lonejupiter-ca");

  private final Path directory;

  private Certificates(Path directory) {
    this.directory = directory;
  }

  /**
   * @param names IP addresses and host names that clients reach the server by
   * @throws IOException files cannot be read or written, or are not what they should be
   */
  public static Certificates in(Path directory, List<String> names, Instant now)
      throws IOException {
    Certificates certificates = new Certificates(directory);
    try {
      if (!Files.exists(certificates.caCertificate())) {
        certificates.makeAuthority(now);
      }
      if (!certificates.isUsable(names, now)) {
        certificates.makeServer(names, now);
      }
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("cannot make certificates in " + directory + ": " + e.getMessage(), e);
    }
    return certificates;
  }

  public Path caCertificate() {
    return directory.resolve("ca.crt");
  }

  public Path serverCertificate() {
    return directory.resolve("server.crt");
  }

  public Path serverKey() {
    return directory.resolve("server.key");
  }

  private Path caKey() {
    return directory.resolve("ca.key");
  }

  private boolean isUsable(List<String> names, Instant now)
      throws IOException, GeneralSecurityException {
    if (!Files.exists(serverCertificate()) || !Files.exists(serverKey())) {
      return false;
    }
    X509Certificate server = read(serverCertificate());
    Set<String> covered = new HashSet<>();
    if (server.getSubjectAlternativeNames() != null) {
      server.getSubjectAlternativeNames().forEach(name -> covered.add((String) name.get(1)));
    }
    boolean lasts = server.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
    return lasts && covered.containsAll(names);
  }

  private void makeAuthority(Instant now)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair keys = newKeys();
    var builder = builder(AUTHORITY, AUTHORITY, keys, now, AUTHORITY_LIFE);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    PrivateFiles.write(caKey(), pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
    PrivateFiles.write(caCertificate(), pem(builder.build(signer(keys.getPrivate()))));
  }

  private void makeServer(List<String> names, Instant now)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair keys = newKeys();
    var builder = builder(AUTHORITY, new X500Name("CN=lonejupiter"), keys, now, SERVER_LIFE);
    GeneralName[] alternatives =
        names.stream()
            .map(
                name ->
                    new GeneralName(
                        IP.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName,
                        name))
            .toArray(GeneralName[]::new);
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    String certificate = pem(builder.build(signer(readKey(caKey()))));
    PrivateFiles.write(serverKey(), pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
    PrivateFiles.write(serverCertificate(), certificate);
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant now, Duration life) {
    Instant start = now.minus(Duration.ofMinutes(5));
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, new SecureRandom()),
        Date.from(start),
        Date.from(now.plus(life)),
        subject,
        keys.getPublic());
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static org.bouncycastle.operator.ContentSigner signer(PrivateKey key)
      throws OperatorCreationException {
    return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
  }

  private static String pem(Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    return text.toString();
  }

  private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
    if (parse(file) instanceof X509CertificateHolder holder) {
      return new JcaX509CertificateConverter().getCertificate(holder);
    }
    throw new IOException(file + " holds no certificate; delete it to have it made anew");
  }

  private static PrivateKey readKey(Path file) throws IOException {
    if (parse(file) instanceof PrivateKeyInfo info) {
      return new JcaPEMKeyConverter().getPrivateKey(info);
    }
    throw new IOException(file + " holds no private key; delete the directory to start anew");
  }

  private static Object parse(Path file) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
      return parser.readObject();
    }
  }
}
