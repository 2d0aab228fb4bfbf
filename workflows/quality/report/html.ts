import type { Check } from "../checks/check.ts";
import type { FileReport, Report } from "./report.ts";

/**
 * A report as one page that needs nothing else: a contact sheet, with what is wrong with each picture below it. Pure.
 *
 * @param thumbnails small WebP pictures by the SHA-256 of the files
 */
export function reportPage(report: Report, thumbnails: ReadonlyMap<string, Uint8Array>): string {
	const { counts } = report;
	const told = Object.entries(counts).filter(([, count]) => count > 0);
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Quality: ${text(report.gate)}</title>
<style>${STYLE}</style>
<h1>Quality: ${text(report.gate)}</h1>
<p>${text(told.map(([status, count]) => `${count} ${status}`).join(", "))} &middot; ${text(report.made_at)}</p>
<ul class="sheet">
${report.files.map((file) => card(file, thumbnails.get(file.sha256))).join("\n")}
</ul>
<details><summary>What the pictures were held against</summary>
<pre>${text(JSON.stringify(report.standards, null, "\t"))}</pre></details>
</html>
`;
}

function card(file: FileReport, thumbnail: Uint8Array | undefined): string {
	const picture =
		thumbnail === undefined
			? '<div class="none">no picture</div>'
			: `<img alt="" src="data:image/webp;base64,${base64(thumbnail)}">`;
	const size = file.width === null ? "" : ` &middot; ${file.width}x${file.height}`;
	const bad = file.checks.filter(
		({ status }) => status === "fail" || status === "warn" || status === "error",
	);
	return `<li class="${file.status}">${picture}
<h2>${text(file.name)}</h2>
<p><strong>${text(file.status)}</strong>${size}</p>
${bad.length === 0 ? "" : `<ul>${bad.map((check) => `<li>${text(inWords(check))}</li>`).join("")}</ul>`}
<details><summary>All checks</summary><table>${file.checks.map(row).join("")}</table></details></li>`;
}

function row({ id, status, value, limit, reason }: Check): string {
	const cells = [id, status, value ?? "", limit ?? "", reason];
	return `<tr>${cells.map((cell) => `<td>${text(String(cell))}</td>`).join("")}</tr>`;
}

/** A check that did not pass, in a line. */
export function inWords({ id, status, value, limit, reason }: Check): string {
	const figures = value === null ? "" : limit === null ? ` (${value})` : ` (${value}, limit ${limit})`;
	return `${status}: ${id}: ${reason}${figures}`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function text(words: string): string {
	return words.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

function base64(bytes: Uint8Array): string {
	return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

const STYLE = `
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color-scheme: light dark }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; padding: 0 }
.sheet > li { list-style: none; border: 2px solid #8888; border-radius: .5rem; padding: .75rem }
.sheet > .fail, .sheet > .error { border-color: #c22 }
.sheet > .warn { border-color: #b80 }
.sheet > .pass { border-color: #2a6 }
h2 { font-size: 1rem; overflow-wrap: anywhere }
img, .none { display: block; max-width: 100%; min-height: 4rem }
td { padding: .1rem .4rem; vertical-align: top; font-size: .8rem }
`;
