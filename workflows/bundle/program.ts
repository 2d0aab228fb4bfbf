import { readFile } from "node:fs/promises";
import path from "node:path";
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

/**
 * Bundles a Node program of this repository into one file, which starts several times sooner than its
 * sources. Returns the path of that file, which is `name`.mjs in `folder`.
 */
export async function bundleProgram(entry: string, folder: string, name: string): Promise<string> {
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
		plugins: [sourceFolders],
		logLevel: "warning",
	});
	return outfile;
}
