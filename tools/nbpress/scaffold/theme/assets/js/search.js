// Search over all articles: every word of the question must stand somewhere in the article, be it in its title, its
// text, its code or an output. The index is one file of this site, fetched at the first key press.

const form = document.querySelector(".search");
const field = form.elements.q;
const found = document.getElementById("found");
const results = document.getElementById("results");
let index;

function load() {
  index ??= fetch(form.dataset.index).then((answer) => answer.json());
  return index;
}

function words(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

// A word in the title counts most, then one in the tags, then how often it stands in the text (up to five times).
function score(article, asked) {
  let total = 0;
  for (const word of asked) {
    const often = Math.min(article.text.toLowerCase().split(word).length - 1, 5);
    const points =
      often + (article.title.toLowerCase().includes(word) ? 20 : 0) + (article.tags.toLowerCase().includes(word) ? 10 : 0);
    if (points === 0) return 0;
    total += points;
  }
  return total;
}

// `text` around the first word asked for, with each of them marked.
function excerpt(text, asked) {
  const at = Math.max(text.toLowerCase().indexOf(asked[0]), 0);
  const from = at < 80 ? 0 : text.indexOf(" ", at - 80) + 1;
  const part = text.slice(from, from + 240);
  const paragraph = document.createElement("p");
  const pattern = new RegExp(`(${asked.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
  paragraph.append(from ? "… " : "");
  part.split(pattern).forEach((piece, place) => {
    if (place % 2) {
      const mark = document.createElement("mark");
      mark.textContent = piece;
      paragraph.append(mark);
    } else {
      paragraph.append(piece);
    }
  });
  paragraph.append(from + 240 < text.length ? " …" : "");
  return paragraph;
}

function entry(article, asked) {
  const item = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  const date = document.createElement("p");
  link.href = article.url;
  link.textContent = article.title;
  heading.append(link);
  date.className = "meta";
  date.textContent = article.date;
  item.append(heading, excerpt(article.text, asked), date);
  return item;
}

async function search() {
  const asked = words(field.value);
  const address = new URL(location);
  if (asked.length) address.searchParams.set("q", field.value);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
  if (!asked.length) {
    results.replaceChildren();
    found.textContent = "";
    return;
  }
  const articles = await load();
  if (asked.join(" ") !== words(field.value).join(" ")) return; // typed on meanwhile
  const hits = articles
    .map((article) => ({ article, points: score(article, asked) }))
    .filter((hit) => hit.points > 0)
    .sort((one, other) => other.points - one.points);
  results.replaceChildren(...hits.map((hit) => entry(hit.article, asked)));
  found.textContent = hits.length === 1 ? "1 article" : hits.length ? `${hits.length} articles` : "Nothing found.";
}

form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", search);
field.value = new URLSearchParams(location.search).get("q") ?? "";
search();
