import { PyFloat } from "../http/pyjson.ts";
import type { SocketHub } from "../http/sockets.ts";
import type { Preview } from "../nodes/define.ts";
import { encodeJpeg } from "../render/jpeg.ts";
import { encodePng } from "../render/png.ts";
import type { DynamicGraph } from "./dynamic-graph.ts";

interface NodeProgress {
	value: PyFloat;
	max: PyFloat;
	state: "running" | "finished";
	node_id: string;
	prompt_id: string;
	display_node_id: string;
	parent_node_id: string | null;
	real_node_id: string;
}

/** Progress of one prompt: only nodes that have started appear in it. */
export class Progress {
	private readonly nodes = new Map<string, NodeProgress>();
	private readonly promptId: string;
	private readonly graph: DynamicGraph;
	private readonly hub: SocketHub;

	constructor(promptId: string, graph: DynamicGraph, hub: SocketHub) {
		this.promptId = promptId;
		this.graph = graph;
		this.hub = hub;
	}

	private entry(id: string): NodeProgress {
		const known = this.nodes.get(id);
		if (known) return known;
		const fresh: NodeProgress = {
			value: new PyFloat(0),
			max: new PyFloat(1),
			state: "running",
			node_id: id,
			prompt_id: this.promptId,
			display_node_id: this.graph.real(id),
			parent_node_id: this.graph.parent(id),
			real_node_id: this.graph.real(id),
		};
		this.nodes.set(id, fresh);
		return fresh;
	}

	private announce(): void {
		this.hub.send("progress_state", { prompt_id: this.promptId, nodes: this.nodes }, this.hub.clientId);
	}

	start(id: string): void {
		Object.assign(this.entry(id), { value: new PyFloat(0), max: new PyFloat(1), state: "running" });
		this.announce();
	}

	finish(id: string): void {
		const entry = this.entry(id);
		entry.state = "finished";
		entry.value = entry.max;
		this.announce();
	}

	/**
	 * One step of a node. A preview comes with its metadata before the `progress` event, or bare after it,
	 * depending on what the client asked for.
	 */
	step(id: string, value: number, max: number, preview: Preview | undefined): void {
		const entry = this.entry(id);
		entry.value = new PyFloat(value);
		entry.max = new PyFloat(max);
		this.announce();
		const image = preview && { ...preview, bytes: encode(preview) };
		const detailed = image !== undefined && this.hub.wantsMetadata;
		if (image && detailed) {
			this.hub.sendPreviewWithMetadata(image, {
				node_id: id,
				prompt_id: this.promptId,
				display_node_id: entry.display_node_id,
				parent_node_id: entry.parent_node_id,
				real_node_id: entry.real_node_id,
			});
		}
		this.hub.send("progress", { value, max, prompt_id: this.promptId, node: id }, this.hub.clientId);
		if (image && !detailed) this.hub.sendPreview(image);
	}
}

/** What was encoded of previews that are still around: one that is shown again is not encoded again. */
const encoded = new WeakMap<Preview, Buffer>();

function encode(preview: Preview): Buffer {
	const { canvas, format } = preview;
	const bytes = encoded.get(preview) ?? (format === "PNG" ? encodePng(canvas) : encodeJpeg(canvas, 80));
	encoded.set(preview, bytes);
	return bytes;
}
