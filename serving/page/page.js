"use strict";
// Draws the worklist from the JSON in the page. All text goes in by textContent: nothing from a claim becomes markup.
const data = JSON.parse(document.getElementById("data").textContent);
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const whole = new Intl.NumberFormat("en-US");
const percent = (share) => share === null ? "–" : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
const signed = (number, digits) => `${number < 0 ? "−" : "+"}${Math.abs(number).toFixed(digits)}`;
const byId = (id) => document.getElementById(id);

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const child of children) element.append(child); // strings become text nodes
  return element;
}

const COLUMNS = [
  { key: "rank", name: "#", number: true },
  { key: "id", name: "Claim" },
  { key: "payer", name: "Payer", middle: true },
  { key: "served", name: "Service", wide: true, style: "day" },
  { key: "charge", name: "Charge", number: true, show: (c) => cents.format(c.charge), wide: true },
  { key: "risk", name: "Risk", number: true, show: (c) => percent(c.risk) },
  { key: "tier", name: "Tier", sort: (c) => ["high", "medium", "low"].indexOf(c.tier) },
  { key: "dollars", name: "At risk", number: true, show: (c) => money.format(c.dollars), middle: true },
  { key: "reason", name: "Likely reason", wide: true },
  { key: "first", name: "First issue", sort: (c) => c.issues.length ? c.issues[0].code : "~" },
];

// "wide" columns are left out on a small window, "middle" ones on a telephone.
const classes = (column) => ["number", "wide", "middle"].filter((name) => column[name]).join(" ");

const AT_ONCE = 250; // rows drawn at a time, and printed: more than anyone carries to a meeting; worklist.csv has all

let sorted = { column: COLUMNS[0], down: false };
let listed = [], drawn = 0; // claims that match, in order, and how many of them have their row on the page
const rowOf = new Map();

function row(claim) {
  const tr = make("tr", "claim");
  tr.tabIndex = -1;
  tr.setAttribute("aria-expanded", "false");
  for (const column of COLUMNS) {
    const td = make("td", `${classes(column)} ${column.style || ""}`);
    if (column.key === "tier") {
      td.append(make("span", `tier ${claim.tier}`, claim.tier));
      if (claim.abstain) td.append(make("div", "abstain", "model abstains"));
      if (claim.heldOut) td.append(make("div", "abstain", "held out"));
    } else if (column.key === "first") {
      const [first, ...rest] = claim.issues;
      if (first) td.append(make("span", "code", first.code), ` ${data.rules[first.code].title}`);
      if (rest.length) td.append(make("span", "more", ` and ${rest.length} more`));
    } else td.append(column.show ? column.show(claim) : String(claim[column.key]));
    tr.append(td);
  }
  const toggle = () => open(claim, tr);
  tr.addEventListener("focus", () => stop(tr));
  tr.addEventListener("click", toggle);
  tr.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); }
    const next = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (next) { event.preventDefault(); neighbour(tr, next)?.focus(); }
  });
  return tr;
}

// One row at a time is a stop of the Tab key; arrows or j and k go from row to row.
let stopped = null;

function stop(tr) {
  if (stopped) stopped.tabIndex = -1;
  stopped = tr;
  if (tr) tr.tabIndex = 0;
}

function neighbour(tr, step) {
  let other = tr;
  do other = step > 0 ? other.nextElementSibling : other.previousElementSibling;
  while (other && !other.classList.contains("claim"));
  return !other && step > 0 && drawMore() ? neighbour(tr, step) : other;
}

function open(claim, tr) {
  const below = tr.nextElementSibling;
  if (below && below.classList.contains("detail")) {
    below.remove();
    tr.classList.remove("open");
    tr.setAttribute("aria-expanded", "false");
    return;
  }
  const td = make("td");
  td.colSpan = COLUMNS.length;
  td.append(detail(claim));
  tr.after(make("tr", "detail", td));
  tr.classList.add("open");
  tr.setAttribute("aria-expanded", "true");
}

function detail(claim) {
  const left = make("div", "", make("h2", "", "What moves the risk"), waterfall(claim));
  left.append(make("p", "small", "In log-odds, before calibration. Base is the average of the training claims; " +
    "what describes the claim (payer, procedure ...) is shown in sum and is never advice."));
  const right = make("div", "", make("h2", "", "Issues and fixes"), about(claim), outcome(claim));
  if (claim.abstain) right.append(make("p", "abstain", `The model abstains: ${claim.abstain}. Review by hand.`));
  if (claim.heldOut) right.append(make("p", "abstain", "Held out: send this claim as it is, it measures the model."));
  if (!claim.issues.length) right.append(make("p", "", claim.tier === "low" ? "No issue found."
    : "No issue found: the risk comes from what the claim is, not from how it is coded or documented."));
  for (const one of claim.issues) right.append(issue(one, claim));
  return make("div", "columns", left, right);
}

// What a small window leaves out of the row, and how likely the likely reason is.
function about(claim) {
  const reason = claim.reason && `if denied, likely for ${claim.reason} (${percent(claim.reasonRisk)})`;
  return make("p", "small", [`service ${claim.served}`, `charge ${cents.format(claim.charge)}`, reason].filter(Boolean).join("; "));
}

const seen = ([, adds]) => Math.abs(adds) >= 0.005; // what two decimals show

function waterfall(claim) {
  const steps = [["base", claim.base, "base"]];
  const parts = [...claim.issues.map((one) => [one.code, one.adds]), ...claim.context];
  steps.push(...parts.filter(seen));
  const rest = parts.filter((part) => !seen(part)).reduce((sum, [, adds]) => sum + adds, 0);
  if (seen(["", rest])) steps.push(["the rest", rest]);
  let low = 0, high = 0, at = 0;
  for (const [, adds] of steps) { at += adds; low = Math.min(low, at); high = Math.max(high, at); }
  const scale = (value) => 100 * (value - low) / (high - low || 1);
  const chart = make("div", "waterfall");
  at = 0;
  for (const [name, adds, kind] of steps) {
    const bar = make("div", `bar ${kind || (adds > 0 ? "up" : "down")}`);
    bar.style.left = `${scale(Math.min(at, at + adds))}%`;
    bar.style.width = `${scale(Math.max(at, at + adds)) - scale(Math.min(at, at + adds))}%`;
    at += adds;
    chart.append(make("span", "", name), make("div", "track", bar), make("span", "number", signed(adds, 2)));
  }
  chart.append(make("b", "", "margin"), make("span", "small", ""), make("b", "number", signed(at, 2)));
  return chart;
}

function issue(one, claim) {
  const rule = data.rules[one.code];
  const box = make("div", `issue ${rule.severity}`);
  box.append(make("p", "", make("span", "code", one.code), ` ${rule.title} `, make("span", "severity", rule.severity)));
  box.append(make("p", "", data.fixes[one.fix]));
  const saves = one.after === null ? 0 : claim.risk - one.after;
  if (saves >= 0.0005) box.append(make("p", "", make("b", "", `${percent(claim.risk)} → ${percent(one.after)}`),
    ` after this fix, ${money.format(saves * claim.charge)} less at risk`));
  box.append(make("p", "small", !one.adds ? "the model sees no risk in it for this claim; it is a fault all the same"
    : !seen(["", one.adds]) ? "hardly moves the risk of this claim; it is a fault all the same"
    : `moves the risk by ${signed(100 * one.points, 1)} points (${signed(one.adds, 2)} log-odds)`));
  for (const words of one.words) box.append(make("blockquote", "", words));
  if (one.where.length) box.append(make("p", "small", `evidence at characters: ${one.where.join("; ")}`));
  box.append(make("p", "small", rule.authority));
  return box;
}

function outcome(claim) {
  if (claim.allFixed === null || !claim.issues.length) return "";
  const saved = money.format(Math.max(0, claim.risk - claim.allFixed) * claim.charge);
  const said = `${percent(claim.risk)} → ${percent(claim.allFixed)} with every issue fixed, ${saved} less at risk.`;
  const few = claim.enough, enough = few.length && few.length < claim.issues.length
    ? ` ${few.join(", ")} ${few.length === 1 ? "alone is" : "together are"} enough to leave the upper tiers.` : "";
  return make("p", "outcome", make("b", "", said), enough);
}

const FILTERS = {
  tier: (c) => [c.tier], payer: (c) => [c.payer], reason: (c) => [c.reason], provider: (c) => [c.provider],
  issue: (c) => c.issues.map((one) => one.code),
};

function matching() {
  const wanted = byId("search").value.trim().toLowerCase();
  return data.claims.filter((claim) => claim.id.toLowerCase().includes(wanted) &&
    Object.entries(FILTERS).every(([id, of]) => !byId(id).value || of(claim).includes(byId(id).value)));
}

function draw() {
  const key = sorted.column.sort || ((c) => c[sorted.column.key]);
  listed = matching();
  listed.sort((a, b) => { const [x, y] = [key(a), key(b)]; return (x < y ? -1 : x > y ? 1 : a.rank - b.rank); });
  if (sorted.down) listed.reverse();
  drawn = 0;
  byId("claims").replaceChildren();
  drawMore();
  stop(byId("claims").firstElementChild);
  byId("printed").textContent = printed(listed.length);
  byId("none").hidden = listed.length > 0;
  totals(listed);
}

// The next rows, when one comes near the end of those that are there: 5,000 at once make every sort a matter of seconds.
function drawMore() {
  const next = listed.slice(drawn, drawn + AT_ONCE);
  byId("claims").append(...next.map((claim) => {
    if (!rowOf.has(claim)) rowOf.set(claim, row(claim));
    const tr = rowOf.get(claim);
    tr.classList.toggle("late", drawn > 0);
    tr.classList.remove("open");
    tr.setAttribute("aria-expanded", "false");
    return tr;
  }));
  drawn += next.length;
  return next.length > 0;
}

// On paper the filters are not seen, and the list is cut: a line says what was chosen and how much of it is there.
function printed(found) {
  const set = [...byId("filters").querySelectorAll("select, input")].filter((one) => one.value);
  const chosen = set.map((one) => `${one.parentElement.firstChild.textContent.trim().toLowerCase()} ${one.value}`);
  const some = found > AT_ONCE ? `the first ${AT_ONCE} of ${whole.format(found)} claims; filter the page to print others` : "";
  return [some && `Printed: ${some}.`, chosen.length && `Filtered by ${chosen.join(", ")}.`].filter(Boolean).join(" ");
}

function totals(claims) {
  const sum = (of) => claims.reduce((total, claim) => total + of(claim), 0);
  const won = (c) => c.allFixed === null || c.heldOut ? 0 : Math.max(0, c.risk - c.allFixed) * c.charge;
  const tiles = [
    [whole.format(claims.length), "claims shown"],
    [whole.format(claims.filter((c) => c.tier === "high").length), "high risk"],
    [money.format(sum((c) => c.charge)), "charged"],
    [money.format(sum((c) => c.dollars)), "of charges at risk"],
    [money.format(sum(won)), "of it can be won by fixes"],
  ];
  byId("totals").replaceChildren(...tiles.map(([figure, name]) => make("div", "", make("b", "", figure), make("span", "", name))));
}

function start() {
  byId("held").textContent = data.claims.length < data.total
    ? `The first ${whole.format(data.claims.length)} of ${whole.format(data.total)} claims, in the order to work; worklist.csv and worklist.parquet hold all.`
    : data.total === 1 ? "One claim." : `All ${whole.format(data.total)} claims, in the order to work.`;
  byId("about").textContent = `Model ${data.about.model_version}, rule pack ${data.about.rule_pack}, ${data.about.code_set}.`;
  for (const column of COLUMNS) {
    const button = make("button", "", column.name);
    button.type = "button";
    const th = make("th", classes(column), button);
    th.setAttribute("aria-sort", column === sorted.column ? "ascending" : "none");
    button.addEventListener("click", () => {
      sorted = { column, down: sorted.column === column && !sorted.down };
      for (const other of byId("heads").children) other.setAttribute("aria-sort", "none");
      th.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      draw();
    });
    byId("heads").append(th);
  }
  for (const [id, of] of Object.entries(FILTERS)) {
    const counts = new Map();
    for (const claim of data.claims) for (const value of new Set(of(claim))) if (value) counts.set(value, (counts.get(value) || 0) + 1);
    const select = byId(id);
    select.append(new Option("all", ""));
    for (const [value, count] of [...counts].sort((a, b) => b[1] - a[1])) {
      const title = id === "issue" ? `${value} ${data.rules[value].title}` : value;
      select.append(new Option(`${title} (${whole.format(count)})`, value));
    }
    select.addEventListener("change", draw);
  }
  byId("search").addEventListener("input", draw);
  byId("clear").addEventListener("click", () => { byId("filters").reset(); draw(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target.tagName !== "INPUT") { event.preventDefault(); byId("search").focus(); }
  });
  draw();
  new IntersectionObserver((seen) => { if (seen.at(-1).isIntersecting) drawMore(); }, { rootMargin: "1500px" }).observe(byId("end"));
  if (data.claims.length === 1) open(data.claims[0], rowOf.get(data.claims[0]));
  openNamed();
}

// worklist.html#CLAIM opens at that claim.
function openNamed() {
  const named = decodeURIComponent(location.hash.slice(1));
  const place = listed.findIndex((one) => one.id === named);
  if (place < 0) return;
  while (drawn <= place) drawMore();
  const claim = listed[place], tr = rowOf.get(claim);
  if (!tr.classList.contains("open")) open(claim, tr);
  tr.scrollIntoView({ block: "nearest" });
  tr.focus({ preventScroll: true });
}

start();
