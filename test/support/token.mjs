/** Credentials for tests of a running service: an issuer of their own, trusted by the settings that come with it. */
import { SignJWT } from "jose";

const SECRET = "a secret of tests alone, longer than 32 bytes";
const ISSUER = "tests";

/** Settings with which a service trusts the tokens of `mintToken`. */
export const TRUST = { JWT_SECRET: SECRET, JWT_ISSUER: ISSUER, JWT_AUDIENCE: ISSUER };

/**
 * A token for a user, valid for two hours.
 * @param {string} subject
 */
export function mintToken(subject) {
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject)
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setIssuedAt()
    .setExpirationTime("2h")
    .sign(new TextEncoder().encode(SECRET));
}
