// With JavaScript, what is chosen or sent on the workbench is put in place instead of a new page.
// The addresses and forms are the same as without it.
(function () {
  "use strict";
  function put(verb, address, source) {
    var parts = address.split("#");
    var path = parts[0].charAt(0) === "?" ? location.pathname + parts[0] : parts[0];
    htmx
      .ajax(verb, path, { source: source, target: "#bench", swap: "outerHTML" })
      .then(function () {
        if (verb !== "GET") return;
        history.replaceState(null, "", path);
        var heading = document.getElementById(parts[1] === "choice" ? "choice-title" : "effect-title");
        if (heading && parts[1] === "choice") {
          heading.focus({ preventScroll: true });
          heading.scrollIntoView({ block: "nearest" });
        }
      });
  }
  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest("a[data-choose], a[data-bench]");
    if (!link) return;
    event.preventDefault();
    put("GET", link.getAttribute("href"), document.getElementById("bench"));
  });
  // What the group says of an arrow counts at once; text waits for its button.
  var soon, changed;
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-live]");
    if (!form || event.target.tagName !== "SELECT") return;
    changed = event.target.id;
    clearTimeout(soon);
    soon = setTimeout(function () {
      form.requestSubmit();
    }, 200);
  });
  document.addEventListener("submit", function (event) {
    var form = event.target.closest("form[data-bench]");
    if (!form || !document.getElementById("bench").contains(form)) return;
    event.preventDefault();
    var values = {};
    new FormData(form, event.submitter).forEach(function (value, name) {
      values[name] = value;
    });
    var parts = form.getAttribute("action").split("#");
    var path = parts[0].charAt(0) === "?" ? location.pathname + parts[0] : parts[0];
    var sender = event.submitter ? event.submitter.id : changed;
    htmx
      .ajax("POST", path, { target: "#bench", swap: "outerHTML", values: values })
      .then(function () {
        var wrong = document.querySelector("#bench .alert--negative");
        var made = sender === "send-new" || sender === "send-add";
        var next =
          wrong ||
          (!made && sender && document.getElementById(sender)) ||
          document.getElementById(made ? "choice-title" : "effect-title");
        if (next) next.focus();
      });
  });
})();
