// The control page: shows the site's page in a frame, reloads it when the site was built anew, says what keeps an article
// back, and asks for runs. What the framed page says is anybody's: it is shown as text, and believed in nothing else.
(() => {
  const { token, session, pages } = document.currentScript.dataset;
  const frame = document.querySelector("iframe");
  const bar = document.querySelector("section");
  let source;
  let built; // the build that the site has now
  let shown; // the build that the framed page says it is of

  function line(...parts) {
    const row = document.createElement("div");
    row.append(...parts.filter(Boolean));
    bar.append(row);
  }

  function tag(name, text) {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  }

  function button(article) {
    const run = tag("button", "Run it");
    run.onclick = () => {
      run.disabled = true;
      fetch("/.nbpress/run", { method: "POST", headers: { "X-Nbpress": token }, body: article });
    };
    return run;
  }

  function refresh() {
    if (!shown || !built || shown === built) return;
    const [before, now] = [shown, built].map((build) => build.split(".")[0]);
    shown = undefined; // asked once, until the page that then loads has said what it is
    frame.contentWindow.postMessage({ nbpress: before === now ? "compare" : "reload" }, "*");
  }

  function show(state) {
    if (state.session !== session) {
      source.close();
      location.reload();
      return;
    }
    built = state.version;
    refresh();
    bar.textContent = "";
    bar.className = state.problems.some((each) => each.detail) ? "error" : "";
    if (state.busy) line(tag("span", state.busy));
    for (const { name, what, detail, due } of state.problems) {
      line(tag("strong", name), tag("span", what), due && !state.busy && button(name), detail && tag("pre", detail));
    }
  }

  function connect() {
    source = new EventSource("/.nbpress/events");
    source.onmessage = (event) => show(JSON.parse(event.data));
    source.onerror = () => {
      bar.textContent = "";
      line(tag("span", "The preview has ended; this page is the last that it showed."));
    };
  }

  // The address says where the frame is, so that it can be kept, shared between tabs, and reloaded.
  function follow(path) {
    if (typeof path !== "string" || path.length > 4000 || !/^\/(?![/\\]|\.nbpress\/)/.test(path)) return;
    history.replaceState(null, "", path);
  }

  addEventListener("message", (event) => {
    const told = event.source === frame.contentWindow && event.data && event.data.nbpress;
    if (!told || typeof told !== "object") return;
    follow(told.path);
    if (typeof told.title === "string") document.title = told.title.slice(0, 200) || "Preview";
    if (typeof told.version === "string" && told.version.startsWith(`${session}-`)) shown = told.version;
    refresh();
  });

  // A page that nobody sees keeps no connection: a browser has few of them for one host.
  document.addEventListener("visibilitychange", () => (document.hidden ? source.close() : connect()));
  addEventListener("pagehide", () => source.close());
  frame.addEventListener("load", () => document.activeElement === document.body && frame.focus()); // keys scroll the page
  const go = () => (frame.src = pages + location.pathname + location.search + location.hash);
  addEventListener("hashchange", go); // somebody wrote another one into the address
  go();
  connect();
})();
