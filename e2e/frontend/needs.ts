import { chromiumPath } from "../browser/chromium.ts";
import { pythonWithPip } from "../editor/packages.ts";

/** What this machine lacks for it; empty: nothing. */
export function missingForFrontend(): string[] {
	return [
		...(chromiumPath === undefined ? ["Chromium (set CHROMIUM to its path)"] : []),
		...(pythonWithPip() === undefined ? ["Python with pip (set PYTHON to its path)"] : []),
	];
}
