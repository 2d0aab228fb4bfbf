import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const sources = (folder: string) => {
	const of = path.join(import.meta.dirname, folder);
	return readdirSync(of, { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".tsx"))
		.map((name) => ({ name, text: readFileSync(path.join(of, name), "utf8") }));
};
/** Parts that others bring along when they are needed. */
const WITHIN = ["dialog/dialog-box.tsx", "plot/drawn-plot.tsx", "plot/plot-frame.tsx"];

test("the design page shows every part that pages are made of", () => {
	const shown = sources(".")
		.map(({ text }) => text)
		.join("\n");
	const parts = sources("../ui").map(({ name }) => name);
	expect(parts.length).toBeGreaterThan(20);
	expect(parts.filter((name) => !WITHIN.includes(name) && !shown.includes(`"../ui/${name}"`))).toEqual([
		// It is within buttons, statuses and menus.
		"icon.tsx",
	]);
});
