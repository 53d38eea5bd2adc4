// Lets the browser ask before a page is left on which something was typed that is not saved.
for (const form of document.querySelectorAll("#content form[method=post]")) {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
}
