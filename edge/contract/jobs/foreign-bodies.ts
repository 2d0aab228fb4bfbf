/**
 * What clients of ComfyUI, and people with a file in hand, post as a job: what it is, and where it belongs. Null
 * for a body that is none of these.
 */
export function foreignBody(body: unknown): string | null {
	if (!isRecord(body)) return null;
	if (isRecord(body.prompt) && isGraph(body.prompt))
		return 'this is a body of ComfyUI\'s POST /prompt; put its `prompt` under `graph`: {"graph": {…}}';
	if (isRecord(body.prompt) && isCanvas(body.prompt)) return CANVAS;
	if (isCanvas(body)) return CANVAS;
	if (isGraph(body)) return 'this is a graph in API format; put it under `graph`: {"graph": {…}}';
	return null;
}

const CANVAS =
	"this is a canvas file of ComfyUI's editor; POST /v1/workflows/convert makes a graph of it (send it as `ui`), or export it with File > Export (API); put the graph under `graph`";

function isGraph(value: Record<string, unknown>): boolean {
	const nodes = Object.values(value);
	return nodes.length > 0 && nodes.every((node) => isRecord(node) && typeof node.class_type === "string");
}

function isCanvas({ nodes, links, last_node_id }: Record<string, unknown>): boolean {
	return Array.isArray(nodes) && (Array.isArray(links) || last_node_id !== undefined);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
