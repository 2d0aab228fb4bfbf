import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

const KEY = "one";
const AUDIENCE = "darkroom";

/** An emulator of an OpenID Connect issuer on this machine: it tells its keys as one does, and nobody has to sign in to be given a token. */
export interface EmulatedIssuer {
	url: string;
	audience: string;
	/** A token of it that ends in so many seconds; fewer than none: it has ended. */
	token(seconds: number, claims?: JWTPayload): Promise<string>;
	stop(): Promise<void>;
}

export async function startIssuer(): Promise<EmulatedIssuer> {
	const { privateKey, publicKey } = await generateKeyPair("ES256");
	const keys = [{ ...(await exportJWK(publicKey)), kid: KEY, alg: "ES256", use: "sig" }];
	let url = "";
	const server = createServer(({ url: asked }, response) => {
		const answers: Record<string, object> = {
			"/.well-known/openid-configuration": { issuer: url, jwks_uri: `${url}/keys` },
			"/keys": { keys },
		};
		const answer = answers[asked ?? ""];
		response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
		response.end(JSON.stringify(answer ?? {}));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		audience: AUDIENCE,
		token: (seconds, claims = {}) => {
			const now = Math.floor(Date.now() / 1000);
			return new SignJWT({ sub: "mara@example.com", ...claims })
				.setProtectedHeader({ alg: "ES256", kid: KEY })
				.setIssuer(url)
				.setAudience(AUDIENCE)
				.setIssuedAt(now)
				.setExpirationTime(now + seconds)
				.sign(privateKey);
		},
		stop: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, "close");
		},
	};
}
