/** The mark of the product, whose ring is drawn as far as the job is. Pure. */
export function ringIcon(percent: number): string {
	const round = 2 * Math.PI * 12;
	const done = (round * Math.min(100, Math.max(0, percent))) / 100;
	const ring = (colour: string, dash: string) =>
		`<circle cx="16" cy="16" r="12" fill="none" stroke="${colour}" stroke-width="5" stroke-dasharray="${dash}" transform="rotate(-90 16 16)"/>`;
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${ring("#8886", "none")}${ring("#e5512f", `${done.toFixed(1)} ${round.toFixed(1)}`)}<circle cx="16" cy="16" r="4" fill="#e5512f"/></svg>`;
	return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
