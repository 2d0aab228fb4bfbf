import type { Wire } from "./graph-layout.ts";

/** Farther than this a wire does not bend out, in pixels. */
const MOST_BEND = 120;

/** From an output to an input. It stands out while one of its ends is pointed at. */
export function GraphWire({ wire: { x1, y1, x2, y2 }, strong }: { wire: Wire; strong: boolean }) {
	const bend = Math.min(MOST_BEND, Math.max(36, Math.abs(x2 - x1) / 2));
	return (
		<path
			data-wire
			d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
			fill="none"
			className={strong ? "stroke-accent" : "stroke-edge"}
			strokeWidth={strong ? 2.5 : 1.5}
		/>
	);
}
