export const TracePage = () => <p>soon</p>
