import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { root } from "../stack/processes.ts";

/** What pip installs stays here between runs; git ignores the folder. */
const CACHE = path.join(root, ".wrangler/editor");
const PYTHONS = process.env.PYTHON ? [process.env.PYTHON] : ["python3", "python"];

/** The Python whose pip installs, or undefined where there is none. */
export function pythonWithPip(): string | undefined {
	return PYTHONS.find(
		(python) => spawnSync(python, ["-m", "pip", "--version"], { stdio: "ignore" }).status === 0,
	);
}

/**
 * The folder of a pip package of this version alone, without what it depends on; installed where it is not there yet.
 *
 * @throws Error with pip's words
 */
function pipPackage(python: string, name: string, version: string): string {
	const folder = path.join(CACHE, `${name}-${version}`);
	if (existsSync(folder)) return folder;
	const unfinished = `${folder}.${process.pid}`;
	rmSync(unfinished, { recursive: true, force: true });
	const args = [
		"-m",
		"pip",
		"install",
		"--quiet",
		"--disable-pip-version-check",
		"--no-deps",
		"--no-compile",
	];
	const { status, stderr } = spawnSync(python, [...args, "--target", unfinished, `${name}==${version}`], {
		encoding: "utf8",
	});
	if (status !== 0) {
		rmSync(unfinished, { recursive: true, force: true });
		throw new Error(`pip could not install ${name} ${version}:\n${stderr}`);
	}
	renameSync(unfinished, folder);
	return folder;
}

/** The static files of the editor. */
export function editorFiles(python: string, version: string): string {
	return path.join(
		pipPackage(python, "comfyui-frontend-package", version),
		"comfyui_frontend_package/static",
	);
}

/** The official templates of this version, `name.json` each; lists of them are left out. */
export function templateFiles(python: string, version: string): string[] {
	const whole = pipPackage(python, "comfyui-workflow-templates", version);
	const about = readdirSync(whole).find((name) => name.endsWith(".dist-info"));
	const metadata = about === undefined ? "" : readFileSync(path.join(whole, about, "METADATA"), "utf8");
	// Since they grew, the files are in a package of their own, beside those of pictures and films.
	const split = metadata.match(/^Requires-Dist: comfyui-workflow-templates-json==(\S+)$/m)?.[1];
	const folder =
		split === undefined
			? path.join(whole, "comfyui_workflow_templates/templates")
			: path.join(
					pipPackage(python, "comfyui-workflow-templates-json", split),
					"comfyui_workflow_templates_json/templates",
				);
	return readdirSync(folder)
		.filter((name) => name.endsWith(".json") && !/^index[._]/.test(name))
		.sort()
		.map((name) => path.join(folder, name));
}
