import { EmptyState } from '@loupe-ai/viewer'
import { Link } from '@tanstack/react-router'
import { useDocumentTitle } from '../../app/use-document-title.ts'

/** For an address that leads nowhere, or a thing that is gone. */
export function NotFoundPage({ what }: { readonly what?: string | undefined }) {
  useDocumentTitle('Not found')
  return (
    <EmptyState isPage title="There is nothing here" action={<Link to="/experiments">All experiments</Link>}>
      {what ?? 'The address leads nowhere. It may be cut, or what it named was deleted.'}
    </EmptyState>
  )
}
