import { type ClassInfo, type InputSpec, isRecord } from "../../object-info/read.ts";
import { specsOf } from "./class-inputs.ts";
import type { Widget } from "./widgets.ts";

/** What the editor's code for single classes adds to what they declare (frontend 1.49: load3d*.ts, saveMesh.ts). */

/** The inputs of a class as the editor sees them: what it adds comes last. */
export function editorSpecs(type: string, info: ClassInfo): readonly [name: string, spec: InputSpec][] {
	const specs = specsOf(info);
	if (type === "SaveGLB" || type === "Preview3D") return [...specs, ["image", ["PREVIEW_3D"]]];
	if (type !== "Load3DAdvanced") return specs;
	return specs.map(([name, spec]) => [name, name === "viewport_state" ? ["LOAD_3D_ADVANCED"] : spec]);
}

/**
 * Nodes that show a mesh send how it is looked at. Only a browser knows; the camera that was saved is the next
 * best, and the server runs without one too.
 */
export function viewedFrom(widgets: readonly Widget[], properties: Record<string, unknown>): void {
	const widget = widgets.find(({ name, kind }) => name === "viewport_state" && kind === "browser");
	if (widget === undefined) return;
	const camera = properties["Camera Config"];
	widget.value = {
		image: "",
		mask: "",
		normal: "",
		camera_info: (isRecord(camera) ? camera.state : undefined) ?? null,
		recording: "",
		model_3d_info: [],
	};
}
