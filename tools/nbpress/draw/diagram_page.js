// Runs in the browser that draws: in come `SOURCES`, the text of each diagram by its name, and `mermaid`; out goes the page's
// text, JSON in base64: of each name the drawing, or the problem. A drawing is one SVG, light and dark at once, by
// `light-dark()`: it follows the `color-scheme` of the page around it, and is light where a page has none.
"use strict";

const FONTS = 'Arial, Helvetica, "Liberation Sans", sans-serif'; // of the same widths on most machines
// Nothing of how the text around it is set reaches a drawing.
const PLAIN = `#nbd{font:16px/1.2 ${FONTS};letter-spacing:normal;word-spacing:normal;text-transform:none;text-indent:0;}`;
const SAMPLE = "Hamburgefonstiv 0123456789";
const SAMPLE_WIDTH = 214.3; // of that in Arial at 16px
const PAINTS = ["fill", "stroke", "color", "stop-color", "flood-color"];
const UNKEPT = /^(-|animation|cursor|max-width|overflow|pointer-events|position|transition|z-index)/;
// What no diagram may set for itself: what keeps it from acting, and from being anything but shapes and text.
const OURS = ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering", "htmlLabels",
  "fontFamily", "themeCSS", "textPlacement", "deterministicIds", "deterministicIDSeed", "handDrawnSeed", "legacyMathML",
  "forceLegacyMathML", "dompurifyConfig", "useMaxWidth"];

// Where the themes' own colours hide a word behind a line or in its box, or a slice in the page.
const CHANGED = {
  default: { edgeLabelBackground: "#ececec" },
  dark: {
    edgeLabelBackground: "#33373c", noteTextColor: "#e4e4e4",
    pieStrokeColor: "#c4c8cc", pieOuterStrokeColor: "#c4c8cc", pieOpacity: "1",
    pie1: "#34507a", pie2: "#7a4a34", pie3: "#3c6b47", pie4: "#6b3c66", pie5: "#6b623c", pie6: "#3c656b",
  },
};

function settings(theme) {
  const placed = { textPlacement: "tspan" };
  return {
    startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true, secure: OURS, fontFamily: FONTS,
    theme, themeVariables: CHANGED[theme],
    htmlLabels: false, flowchart: { htmlLabels: false }, class: { htmlLabels: false }, state: { htmlLabels: false },
    sequence: placed, journey: placed, gantt: { useWidth: 720 },
    deterministicIds: true, deterministicIDSeed: "nb", handDrawnSeed: 1,
  };
}

function seeded() {
  let state = 1;
  Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
}

async function drawn(text, theme) {
  seeded();
  mermaid.initialize(settings(theme));
  return (await mermaid.render("nbd", text)).svg;
}

function shown(text) {
  const box = document.createElement("div");
  box.innerHTML = text;
  document.body.append(box);
  return box.firstElementChild;
}

// --- two drawings of the same shapes become one ---

function paired(name, light, dark, more = "") {
  const both = `light-dark(${light}, ${dark})`;
  const twice = dark && dark !== light && CSS.supports(name, both);
  return `${name}:${light}${more};` + (twice ? `${name}:${both}${more};` : ""); // an old browser keeps the first
}

function declarations(light, dark) {
  return [...light].filter((name) => !UNKEPT.test(name)).map((name) => {
    const value = light.getPropertyValue(name);
    const more = light.getPropertyPriority(name) ? " !important" : "";
    return /var\(|url\((?!["']?#)/.test(value) ? "" : paired(name, value, dark && dark.getPropertyValue(name), more);
  }).join("");
}

function rules(svg) {
  const sheets = [...svg.querySelectorAll("style")].map((each) => [...(each.sheet ? each.sheet.cssRules : [])]);
  return sheets.flat().filter((rule) => rule instanceof CSSStyleRule);
}

function used(svg, rule) {
  try { return !rule.selectorText.includes("::") && svg.parentNode.querySelector(rule.selectorText); } catch { return null; }
}

function shapes(svg) { // without the shades that only some themes have
  return [...svg.querySelectorAll("*:not(defs, linearGradient, stop, filter, feDropShadow, style)")];
}

function merged(svg, other) {
  const [own, others] = [shapes(svg), shapes(other)];
  const alike = own.length === others.length && own.every((each, at) => each.tagName === others[at].tagName);
  const light = rules(svg), dark = rules(other);
  const twins = Map.groupBy(alike ? dark : [], (rule) => rule.selectorText); // a theme may add rules, too
  const sheet = light.map((rule) => {
    const twin = (twins.get(rule.selectorText) || []).shift();
    return used(svg, rule) && [named(svg, rule.selectorText), declarations(rule.style, twin && twin.style)];
  });
  other.parentNode.remove(); // its style holds for both
  if (alike) own.forEach((each, at) => each.matches("text, tspan") || legible(each, others[at]));
  const first = alike ? own.flatMap((each, at) => painted(each, others[at])) : [];
  const found = [...new Set([...first, ...sheet.filter((rule) => rule && rule[1]).map(([all, body]) => `${all}{${body}}`)])];
  svg.querySelectorAll("style").forEach((each) => each.remove());
  return found;
}

const classes = new Map(); // of our own: by the paints that differ, or by what a selector says of an attribute

// Ids and data go later: what a selector says of an attribute becomes a class.
function named(svg, selector) {
  return selector.replace(/\[[^\]]*\]/g, (found) => {
    if (!classes.has(found)) classes.set(found, `nbp${classes.size}`);
    svg.parentNode.querySelectorAll(found).forEach((each) => each.classList.add(classes.get(found)));
    return `.${classes.get(found)}`;
  });
}

function painted(one, two) {
  if (one.getAttribute("style")) one.setAttribute("style", declarations(one.style, two.style));
  const differ = PAINTS.filter((name) => one.hasAttribute(name) && one.getAttribute(name) !== two.getAttribute(name));
  return differ.flatMap((name) => {
    const body = paired(name, one.getAttribute(name), two.getAttribute(name));
    if (!classes.has(body)) classes.set(body, `nbp${classes.size}`);
    one.classList.add(classes.get(body));
    return [`:where(#nbd .${classes.get(body)}){${body}}`]; // counts as little as the attribute
  });
}

// Where an author chose the colour of a shape, its words keep the colour that they have on light paper.
function legible(shape, twin) {
  const group = shape.closest(".node, .cluster");
  const chosen = shape.style.fill && shape.style.fill === twin.style.fill;
  if (!group || !chosen || ["none", "transparent"].includes(shape.style.fill)) return;
  for (const words of group.querySelectorAll("text, tspan")) {
    if (!words.style.fill && !words.style.color) words.style.fill = getComputedStyle(words).fill;
  }
}

// --- what a page needs of it ---

function measured(svg) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `16px ${FONTS}`;
  if (pen.measureText(SAMPLE).width > SAMPLE_WIDTH * 1.03) return; // drawn in a wide font: any other has room
  for (const text of svg.querySelectorAll("text")) {
    const rows = [...text.querySelectorAll("tspan[x]")];
    for (const row of rows.length ? rows : [text]) {
      const length = row.textContent.trim() ? row.getComputedTextLength() : 0;
      if (!length) continue;
      row.setAttribute("textLength", length.toFixed(1));
      row.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  }
}

// Labels that come as HTML all the same become text: a line of it for each of theirs.
function worded(svg) {
  for (const label of svg.querySelectorAll("foreignObject")) {
    const lines = label.innerText.split("\n").map((line) => line.trim()).filter(Boolean);
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(label.getAttribute(name)) || 0);
    const text = document.createElementNS(svg.namespaceURI, "text");
    text.setAttribute("text-anchor", "middle");
    lines.forEach((line, at) => {
      const row = document.createElementNS(svg.namespaceURI, "tspan");
      row.setAttribute("x", x + width / 2);
      row.setAttribute("y", y + height / 2 + (at - (lines.length - 1) / 2) * 19 + 5);
      row.textContent = line;
      text.append(row);
    });
    label.replaceWith(text);
  }
}

function bare(svg) {
  for (const label of svg.querySelectorAll(".mindmap-node > .label[transform^='translate(0,'] text")) {
    label.setAttribute("text-anchor", "middle"); // it stands on its middle, and mermaid forgets to say so
  }
  if (svg.getAttribute("aria-roledescription") === "journey") { // its words have the colours of boxes
    for (const words of svg.querySelectorAll("text")) {
      words.setAttribute("class", (words.getAttribute("class") || "").replace(/\b\w+-type-\d+/g, ""));
      if (words.getAttribute("fill") === "#fff") words.removeAttribute("fill");
    }
  }
  const dropped = "script, .today, animate, animateTransform, animateMotion, set, rect:not([width])";
  svg.querySelectorAll(dropped).forEach((each) => each.remove());
  for (const each of svg.querySelectorAll("marker, filter, linearGradient, radialGradient, pattern")) {
    if (!svg.outerHTML.includes(`#${each.id})`)) each.remove();
  }
  for (const each of svg.querySelectorAll("tspan")) {
    for (const name of ["font-style", "font-weight"]) if (each.getAttribute(name) === "normal") each.removeAttribute(name);
    const last = each.previousSibling; // a word for itself, unless it stands out
    if (last && last.nodeName === "tspan" && !each.firstElementChild && !last.firstElementChild && same(last, each)) {
      each.textContent = last.textContent + each.textContent;
      last.remove();
    }
  }
}

function same(one, two) {
  const attributes = (each) => [...each.attributes].map(({ name, value }) => `${name}=${value}`).join();
  return !two.hasAttribute("x") && !two.hasAttribute("dx") && attributes(one) === attributes(two);
}

function tidied(svg, sheet) {
  const box = svg.viewBox.baseVal;
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)];
  svg.removeAttribute("style");
  const ids = [...svg.querySelectorAll("[id]")];
  const said = sheet.join("\n") + svg.outerHTML;
  const names = new Map([["nbd", "nbd"]]);
  for (const each of ids) {
    if (new RegExp(`#${CSS.escape(each.id)}(?![\\w-])|labelledby="${CSS.escape(each.id)}"|describedby="${CSS.escape(each.id)}"`).test(said)) {
      names.set(each.id, `nbd-${names.size}`);
    }
  }
  const styled = new Set(sheet.flatMap((rule) => [...rule.split("{")[0].matchAll(/\.([\w-]+)/g)].map((found) => found[1])));
  for (const each of [svg, ...svg.querySelectorAll("*")]) tidy(each, names, styled);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  const style = document.createElementNS(svg.namespaceURI, "style");
  style.textContent = `\n${sheet.map((rule) => referred(apart(rule), names)).join("\n")}\n`;
  svg.prepend(style);
}

function referred(text, names) {
  return text.replace(/#([A-Za-z_][\w-]*)/g, (all, id) => (names.has(id) ? `#${names.get(id)}` : all));
}

// A theme of the blog may know a `.label` or a `.row` as well.
function apart(rule) {
  const [selector, body] = rule.split("{");
  return `${selector.replace(/\.(?=[A-Za-z_])/g, ".nbd-")}{${body}`;
}

function tidy(each, names, styled) {
  for (const { name, value } of [...each.attributes]) {
    if (name === "class") {
      const kept = classed(value, styled);
      if (kept) each.setAttribute(name, kept);
      else each.removeAttribute(name);
    } else if (name === "id") names.has(value) ? each.setAttribute("id", names.get(value)) : each.removeAttribute("id");
    else if (name.startsWith("data-") || (!value && name === "style")) each.removeAttribute(name);
    else if (name.startsWith("aria-") && names.has(value)) each.setAttribute(name, names.get(value));
    else if (name === "style" || value.includes("#")) each.setAttribute(name, referred(value, names));
    else if (/^(d|points|transform|viewBox|[xyr][12xy]?|[cd][xy]|width|height)$/.test(name)) {
      each.setAttribute(name, value.replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))));
    }
  }
}

function classed(value, styled) {
  return [...new Set(value.split(/\s+/))].filter((name) => styled.has(name)).map((name) => `nbd-${name}`).join(" ");
}

async function diagram(text) {
  classes.clear();
  const first = await drawn(text, "default"); // the next call would take an element of its id off the page
  const chosen = mermaid.mermaidAPI.getConfig();
  const [other, svg] = [shown(await drawn(text, "dark")), shown(first)];
  const sheet = [PLAIN, ...merged(svg, other), "#nbd .edgeLabel rect{opacity:1;}"];
  worded(svg);
  bare(svg);
  const style = document.createElementNS(svg.namespaceURI, "style"); // what the words are measured by
  style.textContent = sheet.join("\n");
  svg.prepend(style);
  measured(svg);
  style.remove();
  tidied(svg, sheet);
  if (!["default", "dark"].includes(chosen.theme) || !/light-dark/.test(sheet.join(""))) {
    svg.setAttribute("style", `background:${chosen.themeVariables.background || "#fff"}`);
  }
  const found = new XMLSerializer().serializeToString(svg);
  svg.parentNode.remove();
  return found;
}

async function all() {
  const found = {};
  for (const [name, text] of Object.entries(SOURCES)) {
    try {
      found[name] = { svg: await diagram(text) };
    } catch (error) {
      found[name] = { problem: String((error && error.message) || error) };
    }
    document.querySelectorAll("body > div").forEach((each) => each.remove());
  }
  const bytes = new TextEncoder().encode(JSON.stringify(found));
  document.body.textContent = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

all();
