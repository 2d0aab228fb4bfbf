import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import path from "node:path";

/** Packages that find faces, and of each the files that are used: a twentieth of what npm installs. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
	"@vladmandic/human": /^(LICENSE|dist\/human\.node\.js|models\/(blazeface|facemesh|faceres)\.(json|bin))$/,
	"@tensorflow/tfjs-core": /^dist\/tf-core\.node\.js$/,
	"@tensorflow/tfjs-converter": /^dist\/tf-converter\.node\.js$/,
	"@tensorflow/tfjs-backend-cpu": /^dist\/tf-backend-cpu\.node\.js$/,
	"@tensorflow/tfjs-backend-wasm": /^dist\/(tf-backend-wasm\.node\.js|tfjs-backend-wasm[\w-]*\.wasm)$/,
	"node-fetch": /^lib\//,
	"whatwg-url": /^lib\//,
	tr46: /^(index\.js|lib\/)/,
	"webidl-conversions": /^lib\//,
	seedrandom: /\.js$/,
	long: /\.js$/,
};

/**
 * Puts what finds faces into a folder beside the worker. It is of no kind of machine. Where it is not installed here,
 * nothing is copied, and a worker says that it has none.
 */
export async function copyFaces(folder: string): Promise<void> {
	const here = path.resolve(import.meta.dirname, "../../node_modules");
	if (!existsSync(path.join(here, "@vladmandic/human"))) return;
	for (const [name, used] of Object.entries(PACKAGES)) {
		const from = path.join(here, name);
		await cp(from, path.join(folder, "node_modules", name), {
			recursive: true,
			filter: (file) => {
				const inside = path.relative(from, file).replaceAll("\\", "/");
				return inside === "package.json" || used.test(inside) || mayHold(used, inside);
			},
		});
	}
}

/** Whether a folder may hold something that is used. */
function mayHold(used: RegExp, inside: string): boolean {
	return inside === "" || /^(dist|models|lib)$/.test(inside) || used.test(`${inside}/`);
}
