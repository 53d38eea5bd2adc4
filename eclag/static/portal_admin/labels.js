// Names what Django leaves without a name: the editors, which come later than the page, and the boxes that delete a row.
const name = () => {
  for (const editor of document.querySelectorAll(".prose-editor [role=textbox]:not([aria-label])")) {
    const label = editor.closest(".form-row")?.querySelector("label");
    if (label) editor.setAttribute("aria-label", label.textContent.replace(":", ""));
  }
  for (const box of document.querySelectorAll(".inline-related .delete input:not([aria-label])")) box.setAttribute("aria-label", "Delete");
};
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
name();
