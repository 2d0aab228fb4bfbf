/** A constant of a graph: whole numbers are of 64 bits, others of 32. */
export interface Constant {
	name: string;
	shape: readonly number[];
	values: Float32Array | BigInt64Array;
}

/** A step of a graph. */
export interface Step {
	operator: string;
	inputs: readonly string[];
	output: string;
	/** Whole numbers by their names. */
	settings?: Readonly<Record<string, number | readonly number[]>>;
}

/** What goes in or comes out: 32 bit floating point numbers. */
export interface Port {
	name: string;
	shape: readonly number[];
}

export interface Graph {
	steps: readonly Step[];
	constants: readonly Constant[];
	inputs: readonly Port[];
	outputs: readonly Port[];
}

/** Versions of the format and of its operators: what onnxruntime 1.8 and later run. */
const [FORMAT, OPERATORS] = [7, 13];
/** Kinds of numbers and of settings. Source of these and of all numbers of fields: `onnx.proto`. */
const [FLOAT, INT64] = [1, 7];
const [ONE, MANY] = [2, 7];

/** A graph as a file in the format of ONNX. */
export function onnxFile({ steps, constants, inputs, outputs }: Graph): Uint8Array {
	const graph = [
		...steps.map((step) => field(1, nodeOf(step))),
		field(2, text("graph")),
		...constants.map((constant) => field(5, tensorOf(constant))),
		...inputs.map((port) => field(11, portOf(port))),
		...outputs.map((port) => field(12, portOf(port))),
	];
	return Buffer.concat([
		number(1, FORMAT),
		field(8, Buffer.concat([field(1, text("")), number(2, OPERATORS)])),
		field(7, Buffer.concat(graph)),
	]);
}

function nodeOf({ operator, inputs, output, settings = {} }: Step): Buffer {
	return Buffer.concat([
		...inputs.map((name) => field(1, text(name))),
		field(2, text(output)),
		field(3, text(output)),
		field(4, text(operator)),
		...Object.entries(settings).map(([name, value]) =>
			field(
				5,
				typeof value === "number"
					? Buffer.concat([field(1, text(name)), number(3, value), number(20, ONE)])
					: Buffer.concat([field(1, text(name)), ...value.map((one) => number(8, one)), number(20, MANY)]),
			),
		),
	]);
}

function tensorOf({ name, shape, values }: Constant): Buffer {
	return Buffer.concat([
		...shape.map((size) => number(1, size)),
		number(2, values instanceof Float32Array ? FLOAT : INT64),
		field(8, text(name)),
		field(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
	]);
}

function portOf({ name, shape }: Port): Buffer {
	const sizes = Buffer.concat(shape.map((size) => field(1, number(1, size))));
	const tensor = Buffer.concat([number(1, FLOAT), field(2, sizes)]);
	return Buffer.concat([field(1, text(name)), field(2, field(1, tensor))]);
}

function text(words: string): Buffer {
	return Buffer.from(words, "utf8");
}

/** A field that has a length, and one that is a whole number from 0. */
function field(id: number, content: Buffer): Buffer {
	return Buffer.concat([varint(id * 8 + 2), varint(content.length), content]);
}

function number(id: number, value: number): Buffer {
	return Buffer.concat([varint(id * 8), varint(value)]);
}

function varint(value: number): Buffer {
	const bytes: number[] = [];
	for (let rest = value; ; rest = Math.floor(rest / 128)) {
		if (rest < 128) return Buffer.from([...bytes, rest]);
		bytes.push((rest % 128) + 128);
	}
}
