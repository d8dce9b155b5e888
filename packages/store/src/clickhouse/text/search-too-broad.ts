/** More would have to be looked at than a search may; `message` says how to narrow it. */
export class SearchTooBroad extends Error {}
