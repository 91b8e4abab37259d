/** The package's version; a test holds it against package.json, which is not part of the build. */
export const version = "0.1.0";
