import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { convert } from "../../workflows/convert/convert.ts";
import { CASES } from "../../workflows/convert/testing/cases.ts";
import { recordings } from "../../workflows/testing/comfyui.ts";
import { chromiumPath } from "../browser/chromium.ts";
import { readFlags } from "../stack/flags.ts";
import { Editor, type Queued } from "./editor.ts";
import { explainOlder, OLDER } from "./older.ts";
import { editorFiles, pythonWithPip, templateFiles } from "./packages.ts";
import { judge, type Verdict } from "./verdict.ts";

/**
 * Compares conversions with what the real editor of ComfyUI makes of the same files: every official template, and
 * the cases of our own tests. Ends with 1 where something differs and no notice says so.
 */
const USAGE = `usage: npm run test:editor -- [options]
  --editor VERSION     of pip package comfyui-frontend-package; may be repeated
  --templates VERSION  of pip package comfyui-workflow-templates
  --only TEXT          only templates with this in their names
  --report FILE        all verdicts, as JSON`;

/** Editors and the node classes of a ComfyUI of their time, among the recordings. */
const EDITORS = [
	{ version: "1.49.6", classes: "custom-0.33.0.json" },
	{ version: "1.27.10", classes: "custom-0.3.64.json" },
] as const;
const TEMPLATES = "0.11.44";
/** Choices fall on the first and the clock stands still, here and there. */
const NOW = new Date(2026, 8, 29);
const options = { random: () => 0, now: NOW };

const asked = readFlags(USAGE, {
	editor: { type: "string", multiple: true },
	templates: { type: "string", default: TEMPLATES },
	only: { type: "string", default: "" },
	report: { type: "string" },
});

const python = pythonWithPip();
const missing = [
	...(chromiumPath === undefined ? ["Chromium (set CHROMIUM to its path)"] : []),
	...(python === undefined ? ["Python with pip (set PYTHON to its path)"] : []),
	...EDITORS.map(({ classes }) => path.join(recordings, "object_info", classes)).filter(
		(file) => !existsSync(file),
	),
];
if (missing.length > 0 || python === undefined) {
	console.log(`skipped: the comparison with the editor needs ${missing.join(" and ")}`);
	process.exit(0);
}

const files = templateFiles(python, asked.templates).filter((file) =>
	path.basename(file).includes(asked.only),
);
const report: Record<string, Record<string, Verdict>> = {};
let failed = false;
for (const version of asked.editor ?? EDITORS.map((editor) => editor.version)) {
	const { classes } = EDITORS.find((editor) => editor.version === version) ?? EDITORS[0];
	console.log(`editor ${version}, node classes ${classes}`);
	const code = editorFiles(python, version);
	const text = readFileSync(path.join(recordings, "object_info", classes), "utf8");
	const verdicts = await compareAll(code, text, version.startsWith("1.27."), filesByName(files));
	report[version] = verdicts;
	failed = tell(`${files.length}`, verdicts) || failed;
	if (version === EDITORS[0].version) failed = (await compareCases(code)) || failed;
}
if (asked.report !== undefined) writeFileSync(asked.report, JSON.stringify(report, null, "\t"));
process.exit(failed ? 1 : 0);

function filesByName(paths: readonly string[]): [name: string, ui: unknown][] {
	return paths.map((file) => [path.basename(file, ".json"), JSON.parse(readFileSync(file, "utf8"))]);
}

async function compareAll(
	code: string,
	classes: string,
	older: boolean,
	uis: readonly [name: string, ui: unknown][],
): Promise<Record<string, Verdict>> {
	const objectInfo: unknown = JSON.parse(classes);
	const editor = await Editor.open(code, classes, NOW);
	const verdicts: Record<string, Verdict> = {};
	try {
		for (const [name, ui] of uis) {
			const conversion = convert(ui, objectInfo, options);
			// What is refused is told, whatever the editor makes of it: it does not know the class either.
			const queued: Queued = conversion.ok ? await editor.queue(ui) : { prompt: {} };
			verdicts[name] = judge(
				conversion,
				queued,
				older ? (graph, prompt) => explainOlder(ui, objectInfo, graph, prompt) : undefined,
			);
			const done = Object.keys(verdicts).length;
			if (done % 50 === 0) console.error(`  ${done} of ${uis.length}…`);
		}
	} finally {
		await editor.close();
	}
	return verdicts;
}

/** The cases of our own tests: what they expect is what the editor does. */
async function compareCases(code: string): Promise<boolean> {
	const verdicts: Record<string, Verdict> = {};
	for (const classes of new Set(Object.values(CASES).map((each) => each.classes))) {
		const editor = await Editor.open(code, JSON.stringify(classes), NOW);
		try {
			for (const [name, { ui, graph }] of Object.entries(CASES).filter(
				([, each]) => each.classes === classes,
			))
				verdicts[name] = judge({ ok: true, graph, unknowns: [] }, await editor.queue(ui));
		} finally {
			await editor.close();
		}
	}
	console.log("cases of our own:");
	return tell(`${Object.keys(CASES).length}`, verdicts);
}

/** Prints the count of each kind, and what is wrong. True where something is. */
function tell(of: string, verdicts: Readonly<Record<string, Verdict>>): boolean {
	const all = Object.entries(verdicts);
	const count = (kind: Verdict["kind"]) => all.filter(([, verdict]) => verdict.kind === kind).length;
	console.log(`${count("equal")} of ${of} exactly equal`);
	console.log(`${count("told")} differ with a notice that names why`);
	for (const why of Object.values(OLDER)) {
		const those = all.filter(([, verdict]) => verdict.kind === "told" && verdict.why.includes(why));
		if (those.length > 0) console.log(`  ${those.length} of these: ${why}`);
	}
	console.log(`${count("silent")} differ silently`);
	for (const [name, verdict] of all)
		if (verdict.kind === "silent")
			console.log(`  ${name}\n${verdict.differences.map((line) => `    ${line}`).join("\n")}`);
	return count("silent") > 0;
}
