/**
 * Addresses of files that Notion hosts. It signs them anew at every read, so the query says nothing.
 */
const hosts =
  /^https:\/\/(?:prod-files-secure\.s3[\w.-]*\.amazonaws\.com\/|s3[\w.-]*\.amazonaws\.com\/(?:secure|public)\.notion-static\.com\/|(?:[\w-]+\.)*notionusercontent\.com\/|file\.notion\.so\/)/;

export const isHosted = (url: string): boolean => hosts.test(url);
