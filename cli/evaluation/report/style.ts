/** The page's look, light and dark. Colours on pictures are the same in both: pictures are neither. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2330; --faint: #667085; --line: #dfe3ea; --paper: #f6f7f9; --card: #ffffff; --accent: #2f62c9; --soft: #2f62c914;
  --c0: #2f62c9; --c1: #d2691e; --c2: #1d9467; --c3: #b03a92; --c4: #b08a08; --c5: #6a52c7; --c6: #1690a8; --c7: #cf4141; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --faint: #98a2b3; --line: #2d3442; --paper: #11141a; --card: #191d26; --accent: #7ea6ff; --soft: #7ea6ff1f;
  --c0: #7ea6ff; --c1: #f39a55; --c2: #4fcf9c; --c3: #e583cc; --c4: #e2c14c; --c5: #ab9bff; --c6: #5cc9df; --c7: #ff8080; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums }
main { max-width: 82rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr) }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .35rem; letter-spacing: -.01em; overflow-wrap: anywhere }
h2 { font-size: 1.1rem; margin: 0 0 .25rem }
h3 { font-size: .9rem; font-weight: 600; margin: 0; overflow-wrap: anywhere }
p { margin: 0; color: var(--faint); max-width: 72ch; overflow-wrap: anywhere }
section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.25rem 1.4rem 1.4rem; overflow: hidden }
section > * + * { margin-top: .9rem }
.pair { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)) }
.tiles { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)) }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .8rem 1rem }
.tile b { display: block; font-size: 1.55rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em }
.tile.first { background: var(--soft); border-color: transparent }
.tile span, .tile small { color: var(--faint); font-size: .82rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .88rem }
th, td { padding: .38rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap }
th { color: var(--faint); font-weight: 500; font-size: .8rem }
tbody th { color: var(--ink); font-size: inherit }
th:first-child { text-align: left; max-width: 18rem; overflow: hidden; text-overflow: ellipsis }
tbody tr:last-child > * { border-bottom: 0 }
meter { width: 4.5rem; height: .55rem; vertical-align: middle; margin-left: .5rem }
svg { display: block; width: 100%; height: auto }
svg.rows { max-width: 40rem }
svg text { fill: var(--faint); font-size: 11px }
svg .strong { fill: var(--ink) }
svg .grid { stroke: var(--line); stroke-width: 1 }
svg .axis { stroke: var(--faint); stroke-width: 1; opacity: .6 }
svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round }
svg .curve.first { stroke-width: 2.6 }
svg .even { stroke: var(--faint); stroke-dasharray: 4 4; opacity: .8 }
svg .bar { fill: var(--accent) }
svg .bar.second { fill: var(--c1) }
svg .count { fill: var(--faint); opacity: .22 }
svg .cell { fill: var(--accent) }
svg .cell.wrong { fill: var(--c1) }
svg .over { fill: var(--card) }
.s0 { stroke: var(--c0) } .s1 { stroke: var(--c1) } .s2 { stroke: var(--c2) } .s3 { stroke: var(--c3) } .s4 { stroke: var(--c4) } .s5 { stroke: var(--c5) } .s6 { stroke: var(--c6) } .s7 { stroke: var(--c7) }
.plots { display: grid; gap: 1rem 1.25rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.1rem; font-size: .85rem; color: var(--ink); margin: .6rem 0 0; padding: 0; list-style: none }
.legend label, .legend li { display: inline-flex; align-items: center; gap: .4rem }
.legend svg { width: 1.4rem; flex: none }
.images { display: grid; gap: 1.5rem 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr)) }
figure { margin: 0 }
figcaption { font-size: .85rem; color: var(--faint); margin-top: .4rem; overflow-wrap: anywhere }
figcaption b { color: var(--ink); font-weight: 600 }
.frame { position: relative; background: #3a3f4a; border-radius: 8px; overflow: hidden }
.frame img { display: block; width: 100%; height: auto; image-rendering: auto }
.frame svg.boxes { position: absolute; inset: 0; height: 100% }
.frame svg.boxes:only-child { position: static; height: auto }
.halo { fill: none; stroke: #000; stroke-opacity: .55; stroke-width: 3.5px; vector-effect: non-scaling-stroke }
.box { fill: #fff; fill-opacity: 0; stroke-width: 1.6px; vector-effect: non-scaling-stroke }
.box:hover { fill-opacity: .15 }
.k-hit { stroke: #42e58a } .k-miss { stroke: #ffe14d; stroke-dasharray: 4 2.5 } .k-Cls { stroke: #ff6fd0 } .k-Loc { stroke: #46ccff } .k-Both { stroke: #b794ff } .k-Dupe { stroke: #ffa14a } .k-Bkg { stroke: #ff5c5c }
main:has(#show-hit:not(:checked)) .boxes .g-hit, main:has(#show-miss:not(:checked)) .boxes .g-miss, main:has(#show-Cls:not(:checked)) .boxes .g-Cls,
main:has(#show-Loc:not(:checked)) .boxes .g-Loc, main:has(#show-Both:not(:checked)) .boxes .g-Both, main:has(#show-Dupe:not(:checked)) .boxes .g-Dupe,
main:has(#show-Bkg:not(:checked)) .boxes .g-Bkg { display: none }
.key { background: #3a3f4a; border-radius: 3px }
@media print { body { background: none } section { break-inside: avoid } }
`
