/** Who sent something, as far as the network tells. Whoever shares a queue or a budget shares it by address, then by connection. */
export interface Client {
  readonly address: string
  /** One of the address's connections; the same text for as long as it is open. */
  readonly connection: string
}

/** From the largest group of clients to the client itself. */
export const pathOf = ({ address, connection }: Client): readonly string[] => [address, connection]
