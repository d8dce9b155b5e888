/** What is stored was written by a newer version of this program, which alone knows how to read it. */
export class SchemaTooNew extends Error {}
