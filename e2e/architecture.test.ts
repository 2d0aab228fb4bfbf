import path from "node:path";
import { expect, test } from "vitest";
import { importedBy, isProduct, sources } from "./testing/sources.ts";

/**
 * Which folder may import from which, by the folder an imported file lies in. The first entry that a file
 * matches counts. Packages that tie a folder to one runtime are named too.
 */
const RULES: { files: RegExp; may: RegExp; why: string }[] = [
	{
		files: /^edge\/deploy\//,
		may: /^edge\/deploy\/|^node:|^(vite|vitest|esbuild)$|^@scalar\//,
		why: "deployment stands outside the Worker",
	},
	{
		files: /^docs\/site\//,
		may: /^(SELF|client|workflows|edge\/(contract|deploy))\/|^edge\/http\/openapi\/schema\.ts$|^(node:|marked$|minisearch$|esbuild$|vitest$)/,
		why: "the documents are made of what the code says, and nothing is made of them",
	},
	{
		files: /^edge\/studio\/(?!.*\.test\.ts$)/,
		may: /^(edge\/(studio|contract)|workflows\/(import\/(metadata|testing)|quality\/pixels))\/|^(vite|vitest|fast-check|node:)|^(react|react-dom|@tanstack|@base-ui|@noble|@tailwindcss|uplot)\b/,
		why: "the studio is a program of browsers: it knows of the edge what goes over the wire; what a file carries and what a picture looks like it reads itself",
	},
	{
		files: /^edge\/studio\/.*\.test\.ts$/,
		may: /^(edge\/(studio|contract)|workflows)\/|^(vitest|fast-check|node:)/,
		why: "the studio is tried with the library that people have",
	},
	{
		files: /^edge\/contract\//,
		may: /^(edge\/contract|workflows)\/|^zod$|^vitest$/,
		why: "programs outside Cloudflare read the contract",
	},
	{
		files: /^edge\/db\/(?!.*\.test\.ts$)/,
		may: /^(edge\/(db|contract)|workflows)\/|^drizzle-orm\b/,
		why: "the tables stand below what works with them; what columns hold is named in edge/db/stored.ts",
	},
	{
		files: /^edge\/(?!(api|http|deploy|testing)\/)\w+\/(?!.*\.test\.ts$|testing\/)/,
		may: /^(?!(worker|client|e2e|edge\/http|edge\/api|edge\/studio)\/)/,
		why: "what decides and stores knows nothing of the API above it",
	},
	{ files: /^edge\//, may: /^(?!(worker|client|e2e|edge\/studio)\/)/, why: "edge stands on workflows only" },
	{
		files: /^client\/react\//,
		may: /^SELF\/react\/|^(react|@darkroom\/sdk|vitest)$/,
		why: "hooks stand on what is published alone",
	},
	{
		files: /^(worker|client)\//,
		may: /^(edge\/contract|workflows)\/|^SELF\/|^package\.json$|^(node|ws|zod|vitest|fast-check|fflate|fast-png|jpeg-js|mp4box|busboy|sharp)\b/,
		why: "worker and client know of the edge only its contract",
	},
	{
		files: /^workflows\/prices\/.*\.test\.ts$/,
		may: /^workflows\/|^(vitest|jsonata)$/,
		why: "JSONata itself is asked by tests only",
	},
	{
		files: /^workflows\/quality\/examine\//,
		may: /^workflows\/|^(node|sharp|@tensorflow|vitest|fast-check)\b/,
		why: "worker and command line open pictures in the same way",
	},
	{
		files: /^workflows\/command-line\//,
		may: /^workflows\/|^(commander|vitest|fast-check)$/,
		why: "what reads command lines stands in one place",
	},
	{
		files: /^workflows\//,
		may: /^workflows\/|^(node|zod|vitest|fast-check|esbuild|music-metadata|strtok3)\b/,
		why: "everything stands on workflows, and it on nothing",
	},
];

interface Import {
	file: string;
	to: string;
}

const STATIC = /^(?:import|export)\s+(?:type\s+)?(?:[\w*{][^;"=]*?\bfrom\s+)?"([^"\n]+)"/gm;
const DYNAMIC = /\bimport\("([^"\n]+)"\)/g;

/** Every static and dynamic import in TypeScript files; relative ones as paths from the root. */
function imports(): Import[] {
	return sources()
		.filter(({ file }) => !file.endsWith(".mjs"))
		.flatMap(({ file, text }) =>
			[...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)].map(([, to = ""]) => ({
				file,
				to: importedBy(file, to),
			})),
		);
}

function violation({ file, to }: Import): string | null {
	const rule = RULES.find(({ files }) => files.test(file));
	if (!rule) return null;
	const top = file.split("/")[0] ?? "";
	const target = to.startsWith(`${top}/`) && top !== "edge" ? to.replace(top, "SELF") : to;
	const inside = target.startsWith("SELF/") || rule.may.test(to);
	return inside ? null : `${file} imports ${to}: ${rule.why}`;
}

test("imports go one way: edge, worker and client stand on workflows; only edge/contract is shared", () => {
	const all = imports();
	expect(all.length).toBeGreaterThan(100);
	expect(all.flatMap((found) => violation(found) ?? [])).toEqual([]);
});

/** Circles of imports, each as its files in order; imports of types count. */
function circles(all: Import[]): string[][] {
	const files = new Set(all.map(({ file }) => file));
	const graph = new Map<string, string[]>([...files].map((file) => [file, []]));
	for (const { file, to } of all) if (files.has(file) && files.has(to)) graph.get(file)?.push(to);
	const done = new Set<string>();
	const found: string[][] = [];
	const visit = (file: string, way: string[]) => {
		if (way.includes(file)) return void found.push([...way.slice(way.indexOf(file)), file]);
		if (done.has(file)) return;
		for (const to of graph.get(file) ?? []) visit(to, [...way, file]);
		done.add(file);
	};
	for (const file of files) visit(file, []);
	return found;
}

function ofProduct(all: Import[]): Import[] {
	return all.filter(({ file }) => isProduct(file));
}

test("no file imports itself over others, not even a type", () => {
	expect(circles(ofProduct(imports()))).toEqual([]);
});

/**
 * The room a file stands in: its folder. A file directly below the repository's top folders is one of its own,
 * since the first of all (`env.ts`) and the last (`index.ts`) stand there. The emulator is one room, and so are the words of
 * the studio in all languages; so are those of one page, with what binds them.
 */
function roomOf(file: string): string {
	if (file.startsWith("worker/emulators/comfyui/")) return "worker/emulators/comfyui";
	if (file.startsWith("edge/studio/words/")) return "edge/studio/words";
	const folder = path.dirname(file.replace(/^(edge\/studio\/pages\/[^/]+\/words)\.ts$/, "$1/words.ts"));
	return folder.includes("/") ? folder : file;
}

function betweenRooms(all: Import[]): Import[] {
	return ofProduct(all)
		.map(({ file, to }) => ({ file: roomOf(file), to: roomOf(to) }))
		.filter(({ file, to }) => file !== to);
}

test("no two folders stand on each other, not even over others", () => {
	expect(circles(betweenRooms(imports()))).toEqual([]);
});

test("folders that stand on each other are found", () => {
	const mutual = [
		{ file: "edge/jobs/store/load.ts", to: "edge/pools/match.ts" },
		{ file: "edge/pools/lease.ts", to: "edge/jobs/store/change.ts" },
	];
	expect(circles(ofProduct(mutual))).toEqual([]);
	expect(circles(betweenRooms(mutual))).toEqual([["edge/jobs/store", "edge/pools", "edge/jobs/store"]]);
	const ends = [
		{ file: "edge/index.ts", to: "edge/auth/doorbells.ts" },
		{ file: "edge/auth/doorbells.ts", to: "edge/env.ts" },
	];
	expect(circles(betweenRooms(ends))).toEqual([]);
});

test("a circle is found, also one of three files that another leads to", () => {
	const along = (...files: string[]) => files.slice(1).map((to, i) => ({ file: files[i] ?? "", to }));
	expect(circles(along("a.ts", "b.ts", "c.ts", "d.ts", "b.ts"))).toEqual([["b.ts", "c.ts", "d.ts", "b.ts"]]);
	expect(circles([...along("a.ts", "b.ts", "d.ts"), ...along("a.ts", "c.ts", "d.ts")])).toEqual([]);
});

test("the import rule refuses what it should", () => {
	const refused = [
		{ file: "worker/main.ts", to: "edge/jobs/lifecycle/lifecycle.ts" },
		{ file: "client/client.ts", to: "edge/env.ts" },
		{ file: "client/client.ts", to: "worker/process/log.ts" },
		{ file: "workflows/plan/plan.ts", to: "edge/contract/ids.ts" },
		{ file: "edge/index.ts", to: "worker/process/log.ts" },
		{ file: "edge/contract/ids.ts", to: "edge/jobs/lifecycle/retry.ts" },
		{ file: "edge/jobs/submit/submit.ts", to: "edge/http/app.ts" },
		{ file: "edge/workflows/store.ts", to: "edge/api/v1/assets/assets.ts" },
		{ file: "edge/db/schema.ts", to: "edge/http/responses.ts" },
		{ file: "edge/db/schema.ts", to: "edge/jobs/lifecycle/aggregate.ts" },
		{ file: "edge/contract/ids.ts", to: "cloudflare:workers" },
	];
	for (const one of refused) expect(violation(one), `${one.file} -> ${one.to}`).not.toBeNull();
});

/** What is said in one place only: what to look for, and where it stands. Tests may say it again. */
const ONE_WAY: [what: string, said: RegExp, where: string][] = [
	["comparing versions", /function compareVersions\b/, "workflows/graph/versions.ts"],
	["joining a JSON pointer", /\.replaceAll\("~", "~0"\)/, "workflows/graph/problems.ts"],
	["taking a JSON pointer apart", /\.replaceAll\("~1", "\/"\)/, "workflows/graph/problems.ts"],
	["replaying a request", /"idempotency_key_reuse",/, "edge/idempotency/once.ts"],
	["remembering an idempotency key", /insert\(idempotencyKeys\)/, "edge/idempotency/once.ts"],
	["reading why D1 refused", /constraint failed/, "edge/db/client.ts"],
	["what begins names of files", /prefix\$\//, "workflows/plan/prefixes.ts"],
];

test.each(ONE_WAY)("%s is written once", (_what, said, where) => {
	const found = sources().filter(({ file, text }) => isProduct(file) && said.test(text));
	expect(found.map(({ file }) => file)).toEqual([where]);
});

test("tests are called test, and limits of modules are in upper case", () => {
	const its = sources().filter(
		({ file, text }) => /\.test\.ts$/.test(file) && /^\s*it(\.\w+)?\(/m.test(text),
	);
	expect(its.map(({ file }) => file)).toEqual([]);
	// What a workflow of the library is made of is no limit of ours.
	const lower =
		/^(?:export )?const ((?:max|min|most|least|longest|largest|limit)\w*|[a-z]\w*(?:Ms|Bytes|Seconds|Limit))(?:: number)? = -?[\d_.]+(?: \* [\d_.]+)*;$/gm;
	const found = sources()
		.filter(({ file }) => isProduct(file) && !file.startsWith("workflows/library/"))
		.flatMap(({ file, text }) => [...text.matchAll(lower)].map(([, name]) => `${file}: ${name}`));
	expect(found).toEqual([]);
});

/** Lines of a file that still holds one idea. */
const MOST_LINES = 350;

test("no file is longer than one idea needs", () => {
	const long = sources().filter(({ text }) => text.split("\n").length - 1 > MOST_LINES);
	expect(long.map(({ file }) => file)).toEqual([]);
});

/** So many programs a room may hold before it needs a second floor; about fifteen is what people find their way in. */
const MOST_IN_A_ROOM = 25;

test("no room holds more than people find their way in", () => {
	const held = Map.groupBy(
		sources().filter(({ file }) => isProduct(file) && !/^e2e\/browser\/studio\/states\//.test(file)),
		({ file }) => path.dirname(file),
	);
	const full = [...held].filter(([, files]) => files.length > MOST_IN_A_ROOM);
	expect(full.map(([room, { length }]) => `${room}: ${length}`)).toEqual([]);
});
