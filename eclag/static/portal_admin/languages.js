// One row of tabs for all translated fields of a form; each says how the texts in its language stand.
const fields = [...document.querySelectorAll("form [class*='field-']")].filter((row) => row.querySelector(".mt"));
const WORDS = { current: "current", outdated: "outdated", in_progress: "incomplete", authentic: "authentic", missing: "missing" };
const SIGNS = { current: "●", outdated: "◑", in_progress: "◔", authentic: "★", missing: "○" };
if (fields.length) {
  const told = document.getElementById("statuses");
  const states = told ? JSON.parse(told.dataset.states) : {};
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
  const choice = document.querySelector("select[name=authentic_language]");
  const authentic = () => choice?.value || told?.dataset.authentic;
  const stateOf = (code) => {
    if (code === authentic()) return ["authentic", "human"];
    if (!rows.get(code).some(filled)) return ["missing", "human"];
    return states[code] || ["current", "human"];
  };
  const show = (code) => {
    for (const [other, parts] of rows) for (const row of parts) row.hidden = other !== code;
    for (const button of tabs.children) button.setAttribute("aria-pressed", button.value === code);
  };
  for (const code of [...rows.keys()].sort()) {
    const button = document.createElement("button");
    button.type = "button";
    button.value = code;
    const mark = () => {
      const [state, origin] = stateOf(code);
      const machine = origin === "machine" && state !== "missing" && state !== "authentic";
      button.textContent = `${code} ${SIGNS[state]}${machine ? "m" : ""}`;
      button.dataset.state = state;
      button.title = WORDS[state] + (machine ? ", made by a machine" : "");
      button.setAttribute("aria-label", `${code}: ${button.title}`);
    };
    mark();
    for (const row of rows.get(code)) row.addEventListener("input", mark);
    choice?.addEventListener("change", mark);
    button.addEventListener("click", () => show(code));
    tabs.append(button);
  }
  fields[0].before(tabs);
  const faulty = fields.find((row) => row.querySelector(".errorlist"));
  const first = faulty ? [...rows].find(([, parts]) => parts.includes(faulty))[0] : authentic();
  show(rows.has(first) ? first : [...rows.keys()][0]);
  choice?.addEventListener("change", () => show(authentic()));
}
