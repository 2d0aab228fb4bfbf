import { createPrivateKey, type KeyObject, randomUUID, sign as signBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isBoxed } from "./mp4.ts";
import { SignableFilm } from "./signable-film.ts";
import { SignableWebp } from "./signable-webp.ts";
import type { SourceType } from "./xmp.ts";

/** Signs a file as it is delivered, last of all; gives back what it cannot sign as it is. Never rejects. */
export type SignFile = (bytes: Buffer, contentType: string, source: SourceType) => Promise<Buffer>;

/** Whose signature it is: files in PEM, of the certificate with those above it behind it, and of its key (PKCS #8). */
interface SigningFiles {
	certificate: string;
	key: string;
}

/** The part of `@trustnxt/c2pa-ts` that is used; whoever wants signatures installs it beside the worker. */
export interface C2paLibrary {
	PNG: Kind;
	JPEG: Kind;
	ManifestStore: new () => Store;
	ActionAssertion: new () => { actions: object[] };
	DataHashAssertion: { create(algorithm: string): { updateWithAsset(asset: Asset): Promise<void> } };
	BMFFHashAssertion: { createV3(name: string, algorithm: string): { hash?: Uint8Array } };
	X509Certificate: new (pem: string) => unknown;
}
type Kind = new (bytes: Uint8Array) => Asset;
interface Asset {
	ensureManifestSpace(size: number): Promise<void>;
	writeManifestJUMBF(bytes: Uint8Array): Promise<void>;
	getDataRange(): Promise<Uint8Array>;
}
interface Store {
	createManifest(options: object): {
		addAssertion(assertion: object): void;
		sign(signer: object): Promise<void>;
	};
	measureSize(): number;
	getBytes(): Uint8Array;
}

const HASH = "SHA-256";
/** Source of the addresses: IPTC, `digitalsourcetype`. */
const IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/** What of a file is signed, and how: `hold` is told once there is room for the manifest. */
interface Bound {
	asset: Asset;
	hash: object;
	hold(): Promise<void>;
}

/** How a file of each kind is signed. The library itself knows PNG and JPEG; of others it is told what to sign here. */
function boundBy(c2pa: C2paLibrary, bytes: Uint8Array, contentType: string): Bound | null {
	const picture = (asset: Asset): Bound => {
		const hash = c2pa.DataHashAssertion.create(HASH);
		return { asset, hash, hold: () => hash.updateWithAsset(asset) };
	};
	if (contentType === "image/png") return picture(new c2pa.PNG(bytes));
	if (contentType === "image/jpeg") return picture(new c2pa.JPEG(bytes));
	if (contentType === "image/webp") return picture(new SignableWebp(bytes));
	if (!isBoxed(contentType)) return null;
	const film = new SignableFilm(bytes);
	const hash = c2pa.BMFFHashAssertion.createV3("jumbf manifest", HASH);
	return {
		asset: film,
		hash,
		hold: async () => {
			hash.hash = film.digest();
		},
	};
}

/**
 * What signs files with a certificate. A PNG, JPEG or WebP, and a film that a player reads from beginning to end, gets a C2PA
 * manifest that says that a model made it; other kinds are not signed.
 *
 * @param told why a file was not signed
 * @throws {Error} where the files cannot be read, the key is of a kind that C2PA has not, or the library is not installed
 */
export async function loadSigner(
	files: SigningFiles,
	told: (why: string) => void,
	load = library,
): Promise<SignFile> {
	const key = createPrivateKey(await readFile(files.key));
	const c2pa = await load();
	const pems = (await readFile(files.certificate, "utf8")).match(PEM) ?? [];
	const [certificate, ...chainCertificates] = pems.map((pem) => new c2pa.X509Certificate(pem));
	if (certificate === undefined) throw new Error(`${files.certificate} has no certificate in PEM`);
	const { algorithm, sign } = signatureOf(key);
	const signer = {
		algorithm,
		certificate,
		chainCertificates,
		sign: async (bytes: Uint8Array) => sign(bytes),
	};
	return async (bytes, contentType, source) => {
		try {
			const bound = boundBy(c2pa, bytes, contentType);
			if (bound === null) return bytes;
			const { asset, hash } = bound;
			const store = new c2pa.ManifestStore();
			const manifest = store.createManifest({
				...{ assetFormat: contentType, instanceID: `xmp:iid:${randomUUID()}` },
				...{ defaultHashAlgorithm: HASH, signer },
			});
			const made = new c2pa.ActionAssertion();
			made.actions.push({ action: "c2pa.created", digitalSourceType: `${IPTC}${source}` });
			manifest.addAssertion(made);
			manifest.addAssertion(hash);
			await asset.ensureManifestSpace(store.measureSize());
			await bound.hold();
			await manifest.sign(signer);
			await asset.writeManifestJUMBF(store.getBytes());
			return Buffer.from(await asset.getDataRange());
		} catch (error) {
			told(error instanceof Error ? error.message : String(error));
			return bytes;
		}
	};
}

/**
 * What signs files as a worker is told to; null: it is told nothing. Where that cannot be set up, each file is
 * delivered as it is, and `told` hears why.
 */
export function signerFor(
	{ certificate, key }: { certificate: string | null; key: string | null },
	told: (why: string) => void,
	load = library,
): SignFile | null {
	if (certificate === null && key === null) return null;
	const loading =
		certificate === null || key === null
			? Promise.reject(new Error("C2PA_CERTIFICATE and C2PA_KEY belong together, and one is missing"))
			: loadSigner({ certificate, key }, told, load);
	// Whoever sets a worker up is told at once, and not with the first picture.
	loading.catch((error: Error) => told(error.message));
	return async (bytes, contentType, source) => {
		const sign = await loading.catch((error: Error) => told(error.message));
		return sign === undefined ? bytes : sign(bytes, contentType, source);
	};
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * How a key signs, by the numbers of COSE (RFC 9053): of elliptic curves both halves one behind the other, as C2PA wants
 * them and the library's own signer (0.9.4) does not give them.
 */
function signatureOf(key: KeyObject): { algorithm: number; sign: (bytes: Uint8Array) => Uint8Array } {
	const curve = key.asymmetricKeyDetails?.namedCurve;
	const halves = { key, dsaEncoding: "ieee-p1363" } as const;
	if (key.asymmetricKeyType === "ec" && curve === "prime256v1")
		return { algorithm: -7, sign: (bytes) => signBytes("sha256", bytes, halves) };
	if (key.asymmetricKeyType === "ec" && curve === "secp384r1")
		return { algorithm: -35, sign: (bytes) => signBytes("sha384", bytes, halves) };
	if (key.asymmetricKeyType === "ed25519")
		return { algorithm: -8, sign: (bytes) => signBytes(null, bytes, key) };
	throw new Error("the key is none of P-256, P-384 and Ed25519, which C2PA signs with here");
}

async function library(): Promise<C2paLibrary> {
	const name = "@trustnxt/c2pa-ts";
	const certificates: string = "@peculiar/x509";
	try {
		const [asset, manifest, x509] = await Promise.all([
			import(`${name}/asset`),
			import(`${name}/manifest`),
			// It comes with the other.
			import(certificates),
		]);
		return { ...asset, ...manifest, X509Certificate: x509.X509Certificate };
	} catch (error) {
		const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
		throw new Error(`the package ${name} 0.9.4, which signs pictures, is not installed: ${why}`);
	}
}
