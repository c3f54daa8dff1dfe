// Put into every page of a preview: reloads it when the site was built anew, and says what keeps an article back.
(() => {
  const { version, token } = document.currentScript.dataset;
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<style>
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; }
    section { background: #1e2430; color: #f5f7fa; font: 15px/1.5 system-ui, sans-serif; max-height: 60vh; overflow: auto;
      padding: 0 1rem; border-top: 3px solid #fbbf24; }
    section:empty { display: none; }
    section.error { border-color: #f87171; }
    div { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .5rem 0; }
    pre { flex-basis: 100%; margin: 0; font: 13px/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
    button { font: inherit; padding: .1rem .8rem; border: 0; border-radius: 4px; background: #fbbf24; color: #111; cursor: pointer; }
  </style><section role="status"></section>`;
  const bar = root.querySelector("section");
  let source;

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

  function show(state) {
    if (state.version !== version) {
      source.close();
      location.reload();
      return;
    }
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

  // A page that nobody sees keeps no connection: a browser has few of them for one host.
  document.addEventListener("visibilitychange", () => (document.hidden ? source.close() : connect()));
  addEventListener("pagehide", () => source.close());
  document.documentElement.append(host);
  connect();
})();
