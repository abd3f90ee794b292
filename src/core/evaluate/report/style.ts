/** The report's style sheet: zero-chroma surfaces, system face, tabular figures; prints on white. */
export const REPORT_STYLE = `
:root { color-scheme: light; --panel: #ffffff; --chassis: #f2f2f2; --line: #dcdcdc; --text-1: #161616; --text-2: #444444; --text-3: #5c5c5c;
  --series-a: #007f61; --series-b: #7b3fd1; --series-c: #b85a00; --published: #6b6b6b; --attention: #7d5000; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--chassis); color: var(--text-1); font: 13px/19px "Segoe UI Variable Text", "Segoe UI", -apple-system, Inter, "Noto Sans", "Liberation Sans", system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1020px; margin: 0 auto; padding: 28px 32px 48px; background: var(--panel); }
h1 { font-size: 20px; line-height: 26px; font-weight: 600; margin: 0 0 4px; }
h2 { font-size: 15px; line-height: 20px; font-weight: 600; margin: 32px 0 8px; break-after: avoid; }
p { margin: 0 0 8px; max-width: 78ch; color: var(--text-2); }
.hero { display: flex; flex-wrap: wrap; gap: 32px; margin: 20px 0 8px; }
.hero div { min-width: 130px; }
.hero b { display: block; font-size: 40px; line-height: 44px; font-weight: 300; }
.hero span { color: var(--text-3); font-size: 11px; line-height: 16px; display: block; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 16px; font-size: 12px; line-height: 18px; }
caption { text-align: left; color: var(--text-3); font-size: 11px; padding-bottom: 4px; }
th { text-align: left; font-weight: 500; color: var(--text-3); font-size: 11px; border-bottom: 1px solid var(--line); padding: 3px 6px; vertical-align: bottom; }
td { border-bottom: 1px solid var(--line); padding: 3px 6px; }
td.sub { padding-left: 20px; color: var(--text-2); }
.n { text-align: right; white-space: nowrap; }
tr { break-inside: avoid; }
figure { margin: 12px 0 20px; break-inside: avoid; }
figcaption { color: var(--text-2); font-size: 12px; margin-bottom: 6px; }
svg { display: block; max-width: 100%; height: auto; font-size: 11px; }
svg text { fill: var(--text-2); } svg text.faint { fill: var(--text-3); }
.grid { stroke: var(--line); stroke-width: 1; }
.line { fill: none; stroke-width: 1.6; } .mean { stroke: var(--text-1); stroke-width: 1.6; }
.line.series-a { stroke: var(--series-a); } .line.series-b { stroke: var(--series-b); } .line.series-c { stroke: var(--series-c); }
.mark.series-a, .dot.series-a, .bar.series-a { fill: var(--series-a); } .mark.series-b, .dot.series-b, .bar.series-b { fill: var(--series-b); } .mark.series-c, .dot.series-c, .bar.series-c { fill: var(--series-c); }
.dot { opacity: .45; } .bar { opacity: .8; }
.published { stroke: var(--published); stroke-width: 1; stroke-dasharray: 3 3; }
.cases { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 20px 16px; }
.case { break-inside: avoid; margin: 0; } .case img { width: 100%; max-height: 320px; object-fit: contain; object-position: left top; background: #2e2e2e; display: block; image-rendering: pixelated; }
.case figcaption { font-size: 11px; line-height: 16px; margin: 4px 0 0; overflow-wrap: anywhere; }
.legend { display: flex; gap: 20px; font-size: 12px; margin: 0 0 12px; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; vertical-align: -2px; border: 1px solid #8a8a8a; }
ul.notes { padding-left: 18px; color: var(--text-2); overflow-wrap: anywhere; } code { font-family: ui-monospace, "Cascadia Mono", Consolas, "SF Mono", "Liberation Mono", monospace; font-size: 11px; overflow-wrap: anywhere; }
@media print { body { background: #fff; } main { max-width: none; padding: 0; } @page { margin: 15mm; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`.trim()
