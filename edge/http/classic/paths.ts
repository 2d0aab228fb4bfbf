import { getPath } from "hono/utils/url";

/** The routes of ComfyUI's own server that are answered here. */
const CLASSIC =
	/^\/(prompt|queue|interrupt|free|view|system_stats|embeddings|extensions|features|ws|upload\/(image|mask)|(history|object_info|models)(\/[^/]+)?)$/;
/** Those that its editor asks for beside them. `/jobs` is below `/api` alone: programs here have another of that name. */
const EDITOR =
	/^\/(users|i18n|workflow_templates|global_subgraphs|node_replacements|(settings|userdata|experiment\/models)(\/[^/]+)?|userdata\/[^/]+\/move\/[^/]+|api\/jobs(\/[^/]+(\/cancel)?)?)$/;

/** Whether an address is one of ComfyUI's own server. */
export function isClassic(path: string): boolean {
	return CLASSIC.test(path) || EDITOR.test(path);
}

/** Of those what takes a file, which may be one of JSON: it is taken as it is. */
export function takesFile(path: string): boolean {
	return path.startsWith("/upload/") || path.startsWith("/userdata/");
}

/** The path by which a request finds its route: ComfyUI has each of its own below `/api` as well. */
export function routingPath(request: Request): string {
	const path = getPath(request);
	const rest = path.startsWith("/api/") ? path.slice("/api".length) : path;
	return isClassic(rest) ? rest : path;
}
