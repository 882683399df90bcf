/** A stand-in for an outside issuer: real keys, served over real HTTP as a JWKS, with a count of the fetches. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

export type Claims = Record<string, unknown>;

/** Starts the issuer; `close` it in the end. */
export async function startIssuer() {
  const keys = new Map<string, { jwk: JWK; sign: CryptoKey; alg: string }>();
  const state = { fetches: 0, status: 200, delayMs: 0 };
  const server = createServer((_, response) => {
    state.fetches += 1;
    setTimeout(() => {
      response.writeHead(state.status, { "content-type": "application/json" });
      response.end(JSON.stringify({ keys: [...keys.values()].map(({ jwk }) => jwk) }));
    }, state.delayMs);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    state,
    /** Makes a key pair; it is served from the next fetch on. */
    async addKey(kid: string, alg = "RS256") {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      keys.set(kid, { jwk: { ...(await exportJWK(publicKey)), kid, alg }, sign: privateKey, alg });
    },
    removeKey: (kid: string) => keys.delete(kid),
    async sign(kid: string, claims: Claims) {
      const key = keys.get(kid);
      if (key === undefined) throw new Error(`no key ${kid}`);
      return new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid }).sign(key.sign);
    },
    close: () => new Promise((closed) => server.close(closed)),
  };
}
