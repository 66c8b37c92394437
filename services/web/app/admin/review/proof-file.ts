/** Where a proof's cleaned file is: pictures are shown, others are downloaded. */
export const proofFile = (proofId: string) => `/api/admin/proofs/${proofId}/file`;
