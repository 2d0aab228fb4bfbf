import type { Asset } from "../../../contract/assets/assets.ts";

/** Between two downloads, in milliseconds: browsers drop those that come at the same moment. */
const PAUSE_MS = 150;

/** Has the browser save the files, one after the other, under their own names. */
export function downloadAll(assets: readonly Pick<Asset, "url" | "filename">[]): void {
	for (const [i, { url, filename }] of assets.entries())
		setTimeout(() => {
			const link = document.createElement("a");
			link.href = url;
			link.download = filename;
			link.click();
		}, i * PAUSE_MS);
}
