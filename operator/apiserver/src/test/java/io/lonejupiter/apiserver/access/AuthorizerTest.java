package io.lonejupiter.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may do what, as a table, and how a no is worded. */
class AuthorizerTest {
  private static final String LJ = "/apis/lonejupiter.io/v1alpha1/";
  private static final String NS = "/api/v1/namespaces/default/";
  private static final String LJ_NS = LJ + "namespaces/default/";

  /** What each role may: a for admin, e for edit, v for view, p for publisher, g for agent. */
  private static final List<String> TABLE =
      List.of(
          "GET /apis | aevpgr",
          "GET /openapi/v3/apis/x/v1 | aevpgr",
          "GET /metrics | a",
          "GET /livez/ping | a",
          "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews | aevpgr",
          "POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews | aevpgr",
          "POST /apis/authentication.k8s.io/v1/selfsubjectreviews | aevpgr",
          "POST /apis/authorization.k8s.io/v1/subjectaccessreviews | a",
          "POST /apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews | a",
          "POST /apis/authentication.k8s.io/v1/tokenreviews | a",
          "GET " + LJ + "applicationmaps | aev",
          "GET " + LJ_NS + "applicationmaps?watch=true | aev",
          "GET " + LJ_NS + "applicationmaps/web | aev",
          "PATCH " + LJ_NS + "applicationmaps/web | ae",
          "PATCH " + LJ_NS + "applicationmaps/web/scale | ae",
          "PATCH " + LJ_NS + "applicationmaps/web/status | a",
          "DELETE " + LJ_NS + "applicationmaps | ae",
          "POST " + LJ_NS + "artifacts | aep",
          "PATCH " + LJ_NS + "artifacts/web-1 | aep",
          "GET " + LJ_NS + "artifacts/web-1 | aevpg",
          "GET " + LJ_NS + "artifacts | aevg",
          "PUT " + LJ_NS + "artifacts/web-1 | ae",
          "DELETE " + LJ_NS + "artifacts/web-1 | ae",
          "POST " + LJ_NS + "artifacts/web-1/content | aep",
          "GET " + LJ_NS + "artifacts/web-1/content | aevg",
          "GET " + LJ + "apphosts | aev",
          "PATCH " + LJ + "apphosts/h1 | a",
          "GET " + NS + "configmaps | aev",
          "POST " + NS + "configmaps | ae",
          "GET " + NS + "secrets | ae",
          "GET /api/v1/secrets?watch=1 | ae",
          "GET " + NS + "secrets/s | ae",
          "POST " + NS + "secrets | ae",
          "GET " + NS + "pods/p/log | aev",
          "GET /api/v1/namespaces | aev",
          "POST /api/v1/namespaces | a",
          "DELETE /api/v1/namespaces/default | a",
          "GET " + NS + "events | aev",
          "POST /apis/events.k8s.io/v1/namespaces/default/events | ae",
          "PATCH /apis/coordination.k8s.io/v1/namespaces/default/leases/l | ae",
          "GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions | a",
          "POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions | a",
          "GET /api/v1/namespaces/n/services | aev",
          "POST /api/v1/namespaces/n/services | a",
          "GET /apis/example.com/v1/widgets | a");

  private static final Map<String, String> ROLES =
      Map.of("a", "admin", "e", "edit", "v", "view", "p", "publisher", "g", "agent", "r", "router");

  private final Authorizer authorizer = new Authorizer(Roles.standard());

  private static Attributes wanted(String line) {
    String[] parts = line.strip().split(" ");
    String[] pathAndQuery = parts[1].split("\\?");
    Map<String, String> query = new HashMap<>();
    if (pathAndQuery.length > 1) {
      String[] pair = pathAndQuery[1].split("=", 2);
      query.put(pair[0], pair[1]);
    }
    return Attributes.of(parts[0], pathAndQuery[0], query);
  }

  private static User user(String role) {
    return User.authenticated("u", Binding.everywhere(role).groups());
  }

  private boolean may(User user, String line) {
    return authorizer.decide(user, List.of(), wanted(line)).allowed();
  }

  @Test
  void eachRoleMayDoWhatItsTableSaysAndNothingElse() {
    List<String> wrong = new ArrayList<>();
    for (String row : TABLE) {
      String[] cells = row.split(" \\| ");
      ROLES.forEach(
          (letter, role) -> {
            if (may(user(role), cells[0]) != cells[1].contains(letter)) {
              wrong.add(role + ": " + cells[0]);
            }
          });
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyRoleOfTheTableExistsAndNoOtherCanBeGiven() {
    assertThat(Roles.standard().grantable().stream().map(Role::name))
        .containsExactlyInAnyOrderElementsOf(ROLES.values());
  }

  @Test
  void whoShowedNoCredentialMayDoNothing() {
    for (String row : TABLE) {
      assertThat(may(User.ANONYMOUS, row.split(" \\| ")[0])).as(row).isFalse();
    }
  }

  @Test
  void aRestrictedRoleCountsInItsNamespacesOnly() {
    User restricted =
        User.authenticated("u", new Binding("edit", List.of("default", "b")).groups());
    assertThat(may(restricted, "POST " + NS + "configmaps")).isTrue();
    assertThat(may(restricted, "GET /api/v1/namespaces/b/secrets")).isTrue();
    assertThat(may(restricted, "GET /api/v1/namespaces/b")).isTrue();
    assertThat(may(restricted, "GET /api/v1/namespaces/c/secrets")).isFalse();
    assertThat(may(restricted, "GET /api/v1/secrets")).isFalse();
    assertThat(may(restricted, "GET /api/v1/namespaces")).isFalse();
    assertThat(may(restricted, "GET " + LJ + "apphosts")).isFalse();
    assertThat(may(restricted, "GET /apis")).isTrue();
  }

  @Test
  void aRestrictedAdminIsNoMaster() {
    User restricted = User.authenticated("u", new Binding("admin", List.of("b")).groups());
    assertThat(restricted.isMaster()).isFalse();
    assertThat(may(restricted, "DELETE /api/v1/namespaces/b/secrets")).isTrue();
    assertThat(may(restricted, "GET /metrics")).isFalse();
    assertThat(may(restricted, "GET /api/v1/namespaces/c/secrets")).isFalse();
  }

  @Test
  void whatIsKeptForANameCountsBesideTheGroups() {
    User bare = User.authenticated("bob", List.of());
    Attributes secrets = wanted("GET " + NS + "secrets");
    assertThat(authorizer.decide(bare, List.of(), secrets).allowed()).isFalse();
    Authorizer.Decision decision =
        authorizer.decide(bare, List.of(new Binding("edit", List.of("default"))), secrets);
    assertThat(decision.allowed()).isTrue();
    assertThat(decision.reason()).isEqualTo("allowed by role \"edit\" in default of user \"bob\"");
  }

  @Test
  void groupsThatOnlyLookLikeOursGiveNothing() {
    for (String group :
        List.of(
            "lonejupiter", "lonejupiter:", "lonejupiter:edit:a:b", "lonejupiter:nope", "edit")) {
      User odd = User.authenticated("u", List.of(group));
      assertThat(may(odd, "GET " + NS + "configmaps")).as(group).isFalse();
    }
    User empty = User.authenticated("u", List.of("lonejupiter:edit:"));
    assertThat(may(empty, "GET /api/v1/namespaces/default/secrets")).isFalse();
  }

  @Test
  void aRuleWithNamesAllowsThoseAlsoWhenAListSelectsThem() {
    PolicyRule rule =
        new PolicyRule(
            List.of("get", "list", "watch"),
            List.of(""),
            List.of("secrets"),
            List.of("mine"),
            List.of());
    assertThat(rule.allows(wanted("GET " + NS + "secrets/mine"))).isTrue();
    assertThat(rule.allows(wanted("GET " + NS + "secrets/other"))).isFalse();
    assertThat(rule.allows(wanted("GET " + NS + "secrets"))).isFalse();
    assertThat(rule.allows(wanted("GET " + NS + "secrets?fieldSelector=metadata.name=mine")))
        .isTrue();
    assertThat(rule.allows(wanted("GET " + NS + "secrets?fieldSelector=metadata.name!=mine")))
        .isFalse();
  }

  @Test
  void aRuleOfAResourceDoesNotCoverItsSubresources() {
    PolicyRule pods =
        new PolicyRule(List.of("get"), List.of(""), List.of("pods"), List.of(), List.of());
    assertThat(pods.allows(wanted("GET " + NS + "pods/p/log"))).isFalse();
    PolicyRule logs =
        new PolicyRule(List.of("get"), List.of(""), List.of("*/log"), List.of(), List.of());
    assertThat(logs.allows(wanted("GET " + NS + "pods/p/log"))).isTrue();
    assertThat(logs.allows(wanted("GET " + NS + "pods/p"))).isFalse();
  }

  @Test
  void listsTheRulesOfANamespace() {
    User restricted = User.authenticated("u", new Binding("view", List.of("b")).groups());
    assertThat(authorizer.rules(restricted, List.of(), "b").ofResources())
        .hasSizeGreaterThan(authorizer.rules(restricted, List.of(), "c").ofResources().size());
    assertThat(authorizer.rules(restricted, List.of(), "c").ofResources())
        .allMatch(rule -> rule.verbs().equals(List.of("create")));
  }

  @Test
  void saysNoInKubernetesWords() {
    User x = new User("x", List.of());
    Map<String, String> messages =
        Map.of(
            "GET /apis/example.com/v1/namespaces/default/widgets",
            "widgets.example.com is forbidden: User \"x\" cannot list resource \"widgets\" in API"
                + " group \"example.com\" in the namespace \"default\"",
            "GET /apis/example.com/v1/widgets?watch=true",
            "widgets.example.com is forbidden: User \"x\" cannot watch resource \"widgets\" in API"
                + " group \"example.com\" at the cluster scope",
            "GET /api/v1/namespaces/n/pods/p/log",
            "pods \"p\" is forbidden: User \"x\" cannot get resource \"pods/log\" in API group"
                + " \"\" in the namespace \"n\"",
            "GET /api/v1/namespaces/n",
            "namespaces \"n\" is forbidden: User \"x\" cannot get resource \"namespaces\" in API"
                + " group \"\" in the namespace \"n\"",
            "DELETE /api/v1/namespaces/n/pods",
            "pods is forbidden: User \"x\" cannot deletecollection resource \"pods\" in API group"
                + " \"\" in the namespace \"n\"",
            "GET /metrics",
            "forbidden: User \"x\" cannot get path \"/metrics\"");
    messages.forEach(
        (line, message) ->
            assertThat(Denial.forbidden(x, wanted(line)).getMessage()).isEqualTo(message));
    assertThat(Denial.forbidden(new User("b<o&\"b", List.of()), wanted("GET /x")).getMessage())
        .isEqualTo("forbidden: User \"b&lt;o&amp;\\\"b\" cannot get path \"/x\"");
  }
}
