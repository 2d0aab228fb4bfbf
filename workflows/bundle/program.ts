import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

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

/** `sharp` is no part of a bundle: it has a library for each kind of machine. It is imported from where `from` says. */
const sharpFrom = (from: string): Plugin => ({
	name: "sharp",
	setup: ({ onResolve }) => onResolve({ filter: /^sharp$/ }, () => ({ path: from, external: true })),
});

/**
 * Bundles a Node program of this repository into one file, which starts several times sooner than its
 * sources. Returns the path of that file, which is `name`.mjs in `folder`.
 * @param sharp where it imports `sharp` from: as it is installed here, or by its name where it lies beside the bundle
 */
export async function bundleProgram(
	entry: string,
	folder: string,
	name: string,
	sharp = pathToFileURL(createRequire(import.meta.url).resolve("sharp")).href,
): Promise<string> {
	const outfile = path.join(folder, `${name}.mjs`);
	await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node24",
		// What is CommonJS in node_modules asks for Node's own modules with `require`.
		banner: {
			js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
		},
		plugins: [sourceFolders, sharpFrom(sharp)],
		logLevel: "warning",
	});
	return outfile;
}
