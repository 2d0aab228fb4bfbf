import { hash, random } from "../render/random.ts";
import type { NodeContext, NodeInputs } from "./define.ts";

/** What running a class known from a foreign object_info does besides making up its outputs. */
type Writes = (inputs: NodeInputs, context: NodeContext, made: string) => void;

/**
 * Output nodes that leave trained weights on disk and nothing in the history: ComfyUI's own (nodes_train.py) and
 * FluxTrainer's. `made` is what the bytes depend on.
 */
export const weightWriters: ReadonlyMap<string, Writes> = new Map<string, Writes>([
	["SaveLoRA", saveLora],
	["SaveLoRANode", saveLora],
	["FluxTrainEnd", endTraining],
]);

function saveLora(inputs: NodeInputs, context: NodeContext, made: string): void {
	const steps = inputs.text("steps");
	context.save({
		prefix: inputs.text("prefix"),
		folder: "output",
		extension: "safetensors",
		trailingUnderscore: true,
		...(steps === "" ? {} : { beforeNumber: `_${steps}_steps` }),
		width: 0,
		height: 0,
		files: [encodeSafetensors(made)],
	});
}

/** The path comes from the node that began the training, which the graph tells. */
function endTraining(_: NodeInputs, context: NodeContext, made: string): void {
	let id = context.nodeId;
	for (;;) {
		const link = context.prompt[id]?.inputs.network_trainer;
		if (!Array.isArray(link)) break;
		id = String(link[0]);
	}
	const begun = context.prompt[id]?.inputs ?? {};
	const name = `${begun.output_name}_rank${begun.network_dim}_${begun.save_dtype}.safetensors`;
	context.write(`${begun.output_dir}/${name}`, encodeSafetensors(made));
}

const TENSORS = { "lora_unet.lora_down.weight": [4, 16], "lora_unet.lora_up.weight": [16, 4] };

/** A small file in the format of safetensors: the length of a header, the header as JSON, and the numbers. */
function encodeSafetensors(made: string): Buffer {
	const draw = random(made);
	const header: Record<string, unknown> = {
		__metadata__: { emulator: "darkroom", made: hash(made).toString(16) },
	};
	const values: number[] = [];
	for (const [name, shape] of Object.entries(TENSORS)) {
		const begin = values.length * 4;
		const count = shape.reduce((product, side) => product * side, 1);
		for (let i = 0; i < count; i++) values.push(draw() - 0.5);
		header[name] = { dtype: "F32", shape, data_offsets: [begin, values.length * 4] };
	}
	const text = Buffer.from(JSON.stringify(header));
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(text.length));
	const numbers = Buffer.alloc(values.length * 4);
	for (const [i, value] of values.entries()) numbers.writeFloatLE(value, i * 4);
	return Buffer.concat([length, text, numbers]);
}
