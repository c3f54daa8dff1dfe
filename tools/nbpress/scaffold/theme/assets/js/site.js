// What a page gains with JavaScript: a switch for the colours, buttons that copy code, one that unfolds all of it, and figures
// that show where a text refers to them.
// Nothing here is needed to read it.

const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches;
}

function setUpTheme(button) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // A browser that keeps nothing: the choice holds for this page.
    }
    show();
  });
  systemDark.addEventListener("change", show);
  show();
}

function addCopyButton(code) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy this code");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
    button.textContent = "Copied";
    button.classList.add("done");
    setTimeout(() => {
      button.textContent = "Copy";
      button.classList.remove("done");
    }, 1500);
  });
  code.closest(".highlight:not(pre)").append(button);
}

// One button for all code that is folded, where there is any; it follows what a reader folds by hand.
function addFoldButton(folds) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "all-code";
  const folded = () => folds.some((fold) => !fold.open);
  const show = () => {
    button.textContent = folded() ? "Show all code" : "Hide all code";
  };
  button.addEventListener("click", () => {
    const open = folded();
    folds.forEach((fold) => {
      fold.open = open;
    });
    show();
  });
  folds.forEach((fold) => fold.addEventListener("toggle", show));
  show();
  const place = document.createElement("span");
  place.append(button);
  document.querySelector(".article > header .meta").append(place);
}

// A box that scrolls sideways is of no use to a keyboard that cannot reach it.
function makeScrollable(box) {
  if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1) {
    box.tabIndex = 0;
  } else {
    box.removeAttribute("tabindex");
  }
}

function watchBoxes(boxes) {
  const observer = new ResizeObserver((entries) => entries.forEach((entry) => makeScrollable(entry.target)));
  boxes.forEach((box) => observer.observe(box));
}

// What a reference leads to shows beside it while somebody points at it, or has come to it by keyboard; Escape takes it away.
function setUpPreviews(links) {
  const box = document.createElement("div");
  box.className = "preview prose";
  box.hidden = true;
  let waiting = 0;
  const hide = () => {
    clearTimeout(waiting);
    box.hidden = true;
  };
  const hideSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(hide, 200);
  };
  const show = (link, shown) => {
    const copy = shown.cloneNode(true);
    copy.inert = true;
    [copy, ...copy.querySelectorAll("[id]")].forEach((each) => each.removeAttribute("id"));
    box.replaceChildren(copy);
    box.hidden = false;
    const place = link.getBoundingClientRect();
    const room = document.documentElement.clientWidth - box.offsetWidth - 16;
    const below = place.bottom + box.offsetHeight + 8 < innerHeight || place.top < box.offsetHeight;
    box.style.left = `${scrollX + Math.max(16, Math.min(place.left, room))}px`;
    box.style.top = `${scrollY + (below ? place.bottom + 4 : place.top - box.offsetHeight - 4)}px`;
  };
  links.forEach((link) => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const shown = target?.closest(".math, .nb-theorem, .prose figure");
    if (!shown || shown.contains(link)) return;
    const showSoon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => show(link, shown), 100);
    };
    link.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && showSoon());
    link.addEventListener("focus", () => link.matches(":focus-visible") && showSoon());
    link.addEventListener("pointerleave", hideSoon);
    link.addEventListener("blur", hideSoon);
    link.addEventListener("click", hide);
  });
  box.addEventListener("pointerenter", () => clearTimeout(waiting));
  box.addEventListener("pointerleave", hideSoon);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.querySelector("main").append(box);
}

setUpTheme(document.querySelector(".theme"));
if (navigator.clipboard) document.querySelectorAll(".highlight:not(pre) pre code").forEach(addCopyButton);
const folds = [...document.querySelectorAll(".article .nb-fold")].filter((fold) => fold.querySelector(".nb-input"));
if (folds.length) addFoldButton(folds);
watchBoxes(document.querySelectorAll("pre, .prose table, .nb-output, .math, .toc.wide"));
const references = document.querySelectorAll('.prose a[href^="#"]');
if (references.length) setUpPreviews(references);
