import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

/** What `import.meta.dirname` says in a source file it goes on saying in the bundle. */
const sourceFolders: Plugin = {
	name: "source-folders",
	setup: ({ onLoad }) =>
		onLoad({ filter: /\.ts$/ }, async (args) => ({
			contents: (await readFile(args.path, "utf8")).replaceAll(
				"import.meta.dirname",
				JSON.stringify(path.dirname(args.path)),
			),
			loader: "ts",
		})),
};

/**
 * What is no part of a bundle: `sharp` has a library for each kind of machine, and TensorFlow.js reads a file beside
 * itself, is large, and not wanted by most.
 */
const APART = /^(sharp|@tensorflow\/[\w-]+)$/;

const { resolve } = createRequire(import.meta.url);

/** Imports these as they are installed here, or by their names where they lie beside the bundle. */
const apart = (from: "here" | "beside"): Plugin => ({
	name: "apart",
	setup: ({ onResolve }) =>
		onResolve({ filter: APART }, ({ path: name }) => ({
			path: from === "here" ? addressOf(name) : name,
			external: true,
		})),
});

/** Where a package is installed; its name where it is not: then it is missed when it is imported. */
function addressOf(name: string): string {
	try {
		return pathToFileURL(resolve(name)).href;
	} catch {
		return name;
	}
}

const PROGRAM = {
	bundle: true,
	format: "esm",
	platform: "node",
	// What is CommonJS in node_modules asks for Node's own modules with `require`.
	banner: {
		js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
	},
	logLevel: "warning",
} as const satisfies BuildOptions;

/**
 * Bundles Node programs of one package for machines without this repository, each as `name`.mjs in `folder`. What is
 * loaded only when it is asked for lies in files of its own beside them, so that nobody waits for the rest.
 * @param entries source files by name
 */
export async function bundlePackage(
	entries: Readonly<Record<string, string>>,
	folder: string,
): Promise<void> {
	await build({
		...PROGRAM,
		entryPoints: { ...entries },
		outdir: folder,
		outExtension: { ".js": ".mjs" },
		chunkNames: "parts/[name]-[hash]",
		splitting: true,
		minify: true,
		// Errors are told by their names.
		keepNames: true,
		target: "node22",
		plugins: [apart("beside")],
	});
}

/**
 * Bundles a Node program of this repository into one file, which starts several times sooner than its
 * sources. Returns the path of that file, which is `name`.mjs in `folder`.
 * @param packages where it finds what is no part of it: as installed here, or in a `node_modules` beside the bundle
 */
export async function bundleProgram(
	entry: string,
	folder: string,
	name: string,
	packages: "here" | "beside" = "here",
): Promise<string> {
	const outfile = path.join(folder, `${name}.mjs`);
	await build({
		...PROGRAM,
		entryPoints: [entry],
		outfile,
		target: "node24",
		plugins: [sourceFolders, apart(packages)],
	});
	return outfile;
}
