// A text that is copied in Word, LibreOffice or Google Docs keeps its headings, lists, links, emphasis and notes.
// The editor drops all markup that it does not know; here is mended what it would misread.
import { Extension } from "django-prose-editor/editor";

const WORD_PROCESSOR =
  /schemas-microsoft-com:office:word|class=["']?Mso|\bSCXW\d|content=["']?(Libre|Open)Office|docs-internal-guid|#ftnt\d/;
const LIST_COMMENT = /<!(?:--)?\[if !supportLists\](?:--)?>(.*?)<!(?:--)?\[endif\](?:--)?>/gs;
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g;
const HEADINGS = "h1, h2, h3, h4, h5, h6";
const BLOCKS = `${HEADINGS}, p, li, ul, ol`;
const UNWANTED = `style, script, xml, del, o\\:p, .EOP, [class^=msocom i], [style*='mso-element:comment'],
  [style*='display:none'], :has(${BLOCKS}) > br`;
const TITLE = ".title, [class^=MsoTitle], :has([data-ccp-parastyle=Title])";
const LEVEL = /(?:^<h|MsoHeading|mso-outline-level:\s*|aria-level=")(\d)/;
const NOTE_LINK = /^(?!http).*#(_ftn\d+|_edn\d+|sdfootnote\d+sym|sdendnote\d+sym|ftnt\d+)$/;
const NOTE_MARK = ":is(.FootnoteReference, .EndnoteReference, [data-ccp-charstyle$='note reference'])";
const WEB_LINK = /^(https?|mailto|tel):/i;

export const Word = Extension.create({
  name: "word",
  transformPastedHTML: (html) => (WORD_PROCESSOR.test(html) ? mend(html) : html),
});

function mend(html) {
  const marked = html.replace(LIST_COMMENT, "<span style='mso-list:Ignore'>$1</span>");
  const { body } = new DOMParser().parseFromString(marked, "text/html");
  body.innerHTML = body.innerHTML.replace(INVISIBLE, "");
  for (const element of body.querySelectorAll(UNWANTED)) element.remove();
  for (const tab of body.querySelectorAll("[style*='mso-tab-count']")) tab.replaceWith(" ");
  for (const wrapper of body.querySelectorAll(".ListContainerWrapper")) wrapper.replaceWith(...itemsOf(wrapper));
  setHeadings(body);
  dropEmpty(body);
  nestLists(body);
  dropEmpty(body);
  for (const table of [...body.querySelectorAll("table")].reverse()) table.replaceWith(...rowsOf(table));
  numberNotes(body);
  for (const link of body.querySelectorAll("a")) mendLink(link);
  return body.innerHTML;
}

// In the document of the paste: in that of the form a picture would load, and run its script.
function make(near, tag, ...content) {
  const element = near.ownerDocument.createElement(tag);
  element.append(...content);
  return element;
}

function hasText(element) {
  return element.textContent.trim() !== "";
}

function dropEmpty(body) {
  for (const block of body.querySelectorAll(BLOCKS)) if (!hasText(block)) block.remove();
}

function setHeadings(body) {
  const levels = new Map();
  for (const block of body.querySelectorAll(`${HEADINGS}, p`)) {
    const level = block.matches(TITLE) ? 1 : Number(LEVEL.exec(block.cloneNode().outerHTML)?.[1]);
    if (level && hasText(block)) levels.set(block, level);
  }
  const highest = Math.min(2, ...levels.values());
  for (const [block, level] of levels) {
    // LibreOffice numbers a heading by a list around it.
    for (let list; (list = block.closest("ul, ol")); ) list.before(block);
    block.replaceWith(make(block, level === highest ? "h2" : "h3", ...block.childNodes));
  }
}

// Word online writes a list for each item. Here they become what Word writes on the desktop: paragraphs with a marker.
function itemsOf(wrapper) {
  return [...wrapper.querySelectorAll("li")].filter(hasText).map((item) => {
    const list = item.parentElement;
    const marker = make(item, "span", list.tagName === "OL" ? `${list.start}.` : "•");
    marker.setAttribute("style", "mso-list:Ignore");
    const paragraph = item.querySelector("p") ?? make(item, "p", ...item.childNodes);
    paragraph.setAttribute("style", `mso-list:l${item.dataset.listid} level${item.dataset.ariaLevel} lfo1`);
    paragraph.prepend(marker);
    return paragraph;
  });
}

function nestLists(body) {
  let open = [];
  for (const block of body.querySelectorAll("p, h2, h3")) {
    const marker = block.querySelector("[style*='mso-list:Ignore']");
    if (!marker) continue;
    const sign = marker.textContent.trim();
    marker.remove();
    if (block.tagName !== "P") {
      block.prepend(`${sign} `);
      continue;
    }
    const tag = /\d|\p{L}[.)]/u.test(sign) ? "ol" : "ul";
    const [name, digit] = /l\d+ level(\d) lfo\d+/.exec(block.getAttribute("style")) ?? ["", 1];
    const kind = `${tag} ${name}`;
    const level = Number(digit);
    if (block.previousElementSibling !== open[0]?.list) open = [];
    open.length = open.findLastIndex((outer) => outer.level < level || outer.kind === kind) + 1;
    if (open.at(-1)?.kind !== kind) {
      const list = make(block, tag);
      const start = Number(/\d+(?=\D*$)/.exec(sign) ?? 1);
      if (start !== 1) list.setAttribute("start", start);
      if (open.length) open.at(-1).list.lastElementChild.append(list);
      else block.before(list);
      open.push({ list, kind, level });
    }
    open.at(-1).list.append(make(block, "li", block));
  }
}

function rowsOf(table) {
  for (const block of table.querySelectorAll(`${BLOCKS}, div`)) block.replaceWith(...block.childNodes, " ");
  return [...table.rows].filter(hasText).map((row) => {
    const cells = [...row.cells].filter(hasText);
    return make(row, "p", ...cells.flatMap((cell, index) => [index ? " – " : "", ...cell.childNodes]));
  });
}

// A reference leads to the name, or id, of the link that leads back to it from the note.
function numberNotes(body) {
  const links = [...body.querySelectorAll("a[href]")].filter((link) => NOTE_LINK.test(link.getAttribute("href")));
  const references = links.length ? links : [...body.querySelectorAll(`${NOTE_MARK}:not(${NOTE_MARK} *)`)];
  const numbers = references.map((reference) => /^\[?(\d+)\]?$/.exec(reference.textContent.trim())?.[1]);
  const usable = !numbers.includes(undefined) && new Set(numbers).size === numbers.length;
  for (const [index, reference] of references.entries()) {
    const number = `[${usable ? numbers[index] : index + 1}]`;
    const name = NOTE_LINK.exec(reference.getAttribute("href"))?.[1];
    const back = body.querySelector(`a:is([name="${name}"], [id="${name}"])`);
    reference.replaceWith(make(reference, "sup", number));
    if (!back) continue;
    body.append(back.closest("div[id]") ?? back.closest(BLOCKS) ?? back);
    if (!/^\s/.test(back.nextSibling?.textContent)) back.after(" ");
    back.replaceWith(make(back, "sup", number));
  }
}

function mendLink(link) {
  if (!WEB_LINK.test(link.getAttribute("href"))) link.replaceWith(...link.childNodes);
  else for (const name of ["class", "rel", "target", "title"]) link.removeAttribute(name);
}
