// Put into every page of a preview: says which page is shown, and reloads it when the control page asks.
(() => {
  if (parent === window || parent !== top) return; // a frame within a page is none of ours
  let { version } = document.currentScript.dataset;
  const { pass, mark } = document.currentScript.dataset;

  function tell() {
    const path = location.pathname + location.search + location.hash;
    parent.postMessage({ nbpress: { version, path, title: document.title } }, "*");
  }

  for (const name of ["DOMContentLoaded", "pageshow", "hashchange", "popstate"]) addEventListener(name, tell);

  // What a frame without an origin lacks goes along from page to page in its name: where it was before a reload, and storage.
  let kept = {};
  try {
    kept = JSON.parse(window.name) ?? {};
  } catch {
    // The frame's first page.
  }
  const keep = () => (window.name = JSON.stringify(kept));

  // Pages that list others follow a build: this one is loaded again only if it is one of them.
  async function differs() {
    const text = await (await window.fetch(location.href)).text();
    const now = /<script src="\/\.nbpress\/page\.js" data-version="([^"]*)" data-mark="([^"]*)"/.exec(text);
    if (!now || now[2] !== mark) return true;
    version = now[1];
    tell();
    return false;
  }

  addEventListener("message", async (event) => {
    const asked = event.source === parent && event.data && event.data.nbpress;
    if (asked !== "reload" && (asked !== "compare" || !(await differs()))) return;
    kept.scroll = [location.pathname, scrollX, scrollY];
    keep();
    location.reload();
  });
  if (kept.scroll) {
    const [path, x, y] = kept.scroll;
    delete kept.scroll;
    keep();
    if (path === location.pathname) {
      for (const name of ["DOMContentLoaded", "load"]) addEventListener(name, () => scrollTo({ left: x, top: y, behavior: "instant" }));
    }
  }

  // Its own data is given to a page without an origin only if it shows that it is one of ours.
  function passing(address) {
    const url = new URL(address, document.baseURI);
    if (url.host === location.host) url.search += (url.search ? "&" : "") + pass;
    return url.href;
  }
  const { fetch } = window;
  const { open } = XMLHttpRequest.prototype;
  window.fetch = (what, how) => fetch(what instanceof Request ? what : passing(what), how);
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    return open.call(this, method, passing(address), ...rest);
  };

  // What the frame cannot show goes into a tab of its own; what is meant for the whole tab stays in the frame.
  addEventListener("click", (event) => {
    const link = event.composedPath().find((each) => each.localName === "a" && typeof each.href === "string");
    if (!link || !/^https?:/.test(link.href)) return;
    if (link.host !== location.host || link.pathname.endsWith(".pdf")) link.target = "_blank";
    else if (link.target === "_top" || link.target === "_parent") link.target = "_self";
  });

  // A site keeps its reader's choices in a storage; here they last for as long as the frame.
  function storage(kind) {
    const own = (kept[kind] ??= {});
    const change = (act) => {
      act();
      keep();
      return true;
    };
    const has = (key) => Object.hasOwn(own, key);
    const methods = {
      getItem: (key) => (has(key) ? own[key] : null),
      setItem: (key, value) => void change(() => (own[key] = String(value))),
      removeItem: (key) => void change(() => delete own[key]),
      clear: () => void change(() => Object.keys(own).forEach((key) => delete own[key])),
      key: (number) => Object.keys(own)[number] ?? null,
    };
    return new Proxy(own, {
      get: (_, key) => (key === "length" ? Object.keys(own).length : methods[key] ?? (has(key) ? own[key] : undefined)),
      set: (_, key, value) => change(() => (own[key] = String(value))),
      deleteProperty: (_, key) => change(() => delete own[key]),
    });
  }

  for (const kind of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, kind, { value: storage(kind), configurable: true });
  }
})();
