// One row of tabs for all translated fields of a form: a dot tells which languages have a text.
const fields = [...document.querySelectorAll("form [class*='field-']")].filter((row) => row.querySelector(".mt"));
if (fields.length) {
  const rows = new Map();
  for (const row of fields) {
    const input = row.querySelector(".mt");
    const code = [...input.classList].find((name) => name.startsWith("mt-field-")).slice(-2);
    rows.set(code, [...(rows.get(code) || []), row]);
  }
  const tabs = document.createElement("div");
  tabs.className = "language-tabs";
  tabs.setAttribute("role", "group");
  tabs.setAttribute("aria-label", "Language of the texts");
  const filled = (row) => row.querySelector(".mt").value.replace(/<[^>]*>/g, "").trim() !== "";
  const show = (code) => {
    for (const [other, parts] of rows) for (const row of parts) row.hidden = other !== code;
    for (const button of tabs.children) button.setAttribute("aria-pressed", button.value === code);
  };
  for (const code of [...rows.keys()].sort()) {
    const button = document.createElement("button");
    button.type = "button";
    button.value = code;
    const mark = () => (button.textContent = `${code}${rows.get(code).every(filled) ? " ●" : rows.get(code).some(filled) ? " ◐" : ""}`);
    mark();
    for (const row of rows.get(code)) row.addEventListener("input", mark);
    button.addEventListener("click", () => show(code));
    tabs.append(button);
  }
  fields[0].before(tabs);
  const faulty = fields.find((row) => row.querySelector(".errorlist"));
  const first = faulty ? [...rows].find(([, parts]) => parts.includes(faulty))[0] : rows.has("en") ? "en" : [...rows.keys()][0];
  show(first);
}
