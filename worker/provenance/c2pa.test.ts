import { generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { type C2paLibrary, loadSigner, signerFor } from "./c2pa.ts";
import { box, film } from "./testing/films.ts";

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const SOURCE = "trainedAlgorithmicMedia";

async function files(key: KeyObject, certificate = CERTIFICATE + CERTIFICATE) {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-c2pa-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	const at = { certificate: path.join(folder, "certificate.pem"), key: path.join(folder, "key.pem") };
	await writeFile(at.certificate, certificate);
	await writeFile(at.key, key.export({ type: "pkcs8", format: "pem" }));
	return at;
}

interface Signed {
	signer: { algorithm: number; chainCertificates: unknown[]; sign(bytes: Uint8Array): Promise<Uint8Array> };
	actions: object[];
	signature: Uint8Array;
}

/** Stands in for the library: it has the words "what is signed" signed, and writes the signature behind the picture. */
function standIn(signed: Signed[], breaks = false): C2paLibrary {
	class Picture {
		private written: Uint8Array;
		constructor(bytes: Uint8Array) {
			if (breaks) throw new Error("no such picture");
			this.written = bytes;
		}
		ensureManifestSpace = async () => undefined;
		writeManifestJUMBF = async (more: Uint8Array) => {
			this.written = Uint8Array.from([...this.written, ...more]);
		};
		getDataRange = async () => this.written;
	}
	return {
		...{ PNG: Picture, JPEG: Picture, X509Certificate: class {} },
		ActionAssertion: class {
			actions = [];
		},
		DataHashAssertion: { create: () => ({ updateWithAsset: async () => undefined }) },
		BMFFHashAssertion: { createV3: () => ({}) },
		ManifestStore: class {
			private signature = new Uint8Array(0);
			createManifest() {
				const assertions: { actions?: object[] }[] = [];
				return {
					addAssertion: (one: object) => void assertions.push(one),
					sign: async (given: object) => {
						const signer = given as Signed["signer"];
						this.signature = Uint8Array.from(await signer.sign(Buffer.from("what is signed")));
						const actions = assertions.flatMap((one) => one.actions ?? []);
						signed.push({ signer, actions, signature: this.signature });
					},
				};
			}
			measureSize = () => 64;
			getBytes = () => this.signature;
		},
	};
}

const quiet = (why: string) => expect.unreachable(why);
const picture = Buffer.from("a picture");

test.each([
	["P-256", generateKeyPairSync("ec", { namedCurve: "prime256v1" }), -7, "sha256", 64],
	["P-384", generateKeyPairSync("ec", { namedCurve: "secp384r1" }), -35, "sha384", 96],
	["Ed25519", generateKeyPairSync("ed25519"), -8, null, 64],
] as const)(
	"a picture is signed with a key of %s as COSE has it",
	async (_, keys, algorithm, hash, length) => {
		const signed: Signed[] = [];
		const sign = await loadSigner(await files(keys.privateKey), quiet, async () => standIn(signed));
		const delivered = await sign(picture, "image/png", SOURCE);
		const [one] = signed;
		expect(one?.signer).toMatchObject({ algorithm, chainCertificates: [expect.anything()] });
		expect(one?.actions).toEqual([
			{
				action: "c2pa.created",
				digitalSourceType: `http://cv.iptc.org/newscodes/digitalsourcetype/${SOURCE}`,
			},
		]);
		const signature = one?.signature ?? new Uint8Array(0);
		expect(signature).toHaveLength(length);
		const key = { key: keys.publicKey, dsaEncoding: "ieee-p1363" } as const;
		expect(verify(hash, Buffer.from("what is signed"), hash === null ? keys.publicKey : key, signature)).toBe(
			true,
		);
		expect(delivered.subarray(0, picture.length).equals(picture)).toBe(true);
		// What is of another kind passes by.
		expect(await sign(picture, "image/gif", SOURCE)).toBe(picture);
	},
);

test("a WebP and a film have their manifest inside; a film in pieces is delivered as it is, and the log hears why", async () => {
	const signed: Signed[] = [];
	const heard: string[] = [];
	const at = await files(generateKeyPairSync("ed25519").privateKey);
	const sign = await loadSigner(
		at,
		(why) => void heard.push(why),
		async () => standIn(signed),
	);
	const webp = await sharp({ create: { width: 9, height: 7, channels: 3, background: "#40a080" } })
		.webp()
		.toBuffer();
	for (const [bytes, type] of [
		[webp, "image/webp"],
		[film, "video/mp4"],
	] as const) {
		const delivered = await sign(bytes, type, SOURCE);
		expect(delivered.length).toBeGreaterThan(bytes.length + 64);
		expect(delivered.includes(Buffer.from(signed.at(-1)?.signature ?? []))).toBe(true);
	}
	expect(heard).toEqual([]);
	const pieces = Buffer.concat([film, box("moof", Buffer.alloc(8))]);
	expect(await sign(pieces, "video/mp4", SOURCE)).toBe(pieces);
	expect(heard).toEqual(['films with a box "moof" are not signed']);
});

test("what cannot be signed is delivered as it is, and the log hears why; a key that C2PA has not is refused", async () => {
	const heard: string[] = [];
	const told = (why: string) => void heard.push(why);
	const keys = generateKeyPairSync("ed25519");
	const at = await files(keys.privateKey);
	const broken = signerFor(at, told, async () => standIn([], true));
	expect(await broken?.(picture, "image/jpeg", SOURCE)).toBe(picture);
	const absent = signerFor(at, told, () => Promise.reject(new Error("the package is not installed")));
	expect(await absent?.(picture, "image/png", SOURCE)).toBe(picture);
	const half = signerFor({ ...at, key: null }, told, async () => standIn([]));
	expect(await half?.(picture, "image/png", SOURCE)).toBe(picture);
	expect(heard).toEqual(expect.arrayContaining(["no such picture", "the package is not installed"]));
	expect(heard.join()).toContain("belong together");
	expect(signerFor({ certificate: null, key: null }, told)).toBeNull();
	const rsa = await files(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
	await expect(loadSigner(rsa, told, async () => standIn([]))).rejects.toThrow("P-256");
	const empty = await files(keys.privateKey, "no certificate");
	await expect(loadSigner(empty, told, async () => standIn([]))).rejects.toThrow("has no certificate");
});
