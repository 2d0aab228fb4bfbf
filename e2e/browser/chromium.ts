import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** What is named is what is used: another one in its place would be a surprise. */
const named = process.env.CHROMIUM;
const PLACES = [
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Where this machine has a Chromium, or undefined. */
export const chromiumPath = (named ? [named] : PLACES).find((place) => existsSync(place));

/** A headless browser that stays off the network. `more`: further arguments. */
export function launch(...more: string[]): Promise<Browser> {
	if (chromiumPath === undefined) throw new Error("no Chromium on this machine");
	return chromium.launch({
		executablePath: chromiumPath,
		args: [
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
			...more,
		],
	});
}
