import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import * as z from "zod";
import { root } from "../stack/processes.ts";

const run = promisify(execFile);
const SOURCE = path.join(root, "client/react");

/** The hooks as they are published, in `folder`: they stand on React and on the SDK, as it was built into `sdk`. */
export async function buildReact(folder: string, sdk: string): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const { version, license } = z
		.object({ version: z.string(), license: z.string() })
		.parse(JSON.parse(await readFile(path.join(root, "package.json"), "utf8")));
	await build({
		entryPoints: [path.join(SOURCE, "index.ts")],
		outfile: path.join(folder, "index.js"),
		bundle: true,
		format: "esm",
		target: "es2022",
		platform: "neutral",
		external: ["react", "@darkroom/sdk"],
		logLevel: "warning",
	});
	const project = path.join(folder, "tsconfig.json");
	const compilerOptions = {
		...{ rootDir: SOURCE, outDir: path.join(folder, "types") },
		paths: { "@darkroom/sdk": [path.join(sdk, "types/client/sdk/package/index.d.ts")] },
	};
	const include = [path.join(SOURCE, "index.ts")];
	await writeFile(
		project,
		JSON.stringify({ extends: path.join(SOURCE, "tsconfig.json"), compilerOptions, include }),
	);
	await run(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", project]).catch(
		({ stdout }: { stdout: string }) => {
			throw new Error(`the types of the hooks cannot be made:\n${stdout}`);
		},
	);
	await rm(project);
	const manifest = {
		...{ name: "@darkroom/react", version, license, type: "module", sideEffects: false },
		description: "Hooks of React for Darkroom: jobs as they get on, lists of jobs, uploads.",
		peerDependencies: { "@darkroom/sdk": version, react: ">=18" },
		exports: { ".": { types: "./types/index.d.ts", default: "./index.js" } },
		types: "./types/index.d.ts",
		files: ["index.js", "types", "README.md", "LICENSE"],
	};
	await writeFile(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, "\t")}\n`);
	await cp(path.join(SOURCE, "README.md"), path.join(folder, "README.md"));
	await cp(path.join(root, "LICENSE"), path.join(folder, "LICENSE"));
}
