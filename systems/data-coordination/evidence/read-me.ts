/** What stands in every container for the person who opens it. */
export const readMe = `BẰNG CHỨNG CỦA MỘT LẦN TRAO ĐỔI DỮ LIỆU
========================================

Tệp này chứng minh ai đã hỏi, ai đã trả lời, vào lúc nào, và từ đó đến nay không có gì bị sửa.

  record.json                 bản ghi: bên hỏi, dịch vụ, mục đích, quyền, thời điểm, kết quả
  request.base.txt            nội dung mà bên hỏi đã ký (RFC 9421)
  request.signature.bin/.der  chữ ký của bên hỏi: r ‖ s, và dạng DER cho OpenSSL
  request.certificates.pem    chứng thư của bên hỏi và của cơ quan cấp
  response.*                  tương tự, của bên trả lời (không có nếu không có câu trả lời đã ký)
  *-body.*                    chữ ký trên nội dung lớn, truyền dần (nếu có)
  batch.json                  đầu lô: gốc cây Merkle (RFC 9162) của các bản ghi và dấu của lô trước
  path.json                   đường từ bản ghi đến gốc cây
  batch.tst                   dấu thời gian (RFC 3161) trên batch.json
  META-INF/ASiCManifest.xml   giá trị băm của mọi tệp trên
  META-INF/timestamp.tst      dấu thời gian trên ASiCManifest.xml

Cách kiểm tra, không cần mạng:

  ndc evidence verify TỆP --root root.pem

Bằng OpenSSL (root.pem là chứng thư gốc, lấy từ nơi quý vị tin cậy):

PROOF OF ONE EXCHANGE OF DATA
=============================

This file proves who asked, who answered and when, and that nothing was changed since.

  record.json                 the record: client, service, purpose, grant, time, outcome
  request.base.txt            what the client's side signed (RFC 9421)
  request.signature.bin/.der  its signature: r ‖ s, and in DER for OpenSSL
  request.certificates.pem    its certificate and that of its issuer
  response.*                  the same of the side that answered (absent if no signed answer came)
  *-body.*                    signatures over a large body that was streamed (if there was one)
  batch.json                  head of the batch: root of the records' Merkle tree (RFC 9162), and
                              the digest of the batch before
  path.json                   the way from the record to the root
  batch.tst                   time-stamp (RFC 3161) over batch.json
  META-INF/ASiCManifest.xml   digests of all files above
  META-INF/timestamp.tst      time-stamp over ASiCManifest.xml

How to check it, without a network:

  ndc evidence verify FILE --root root.pem

With OpenSSL (root.pem is the root certificate, from a source that you trust):

  openssl x509 -in request.certificates.pem -noout -pubkey > request.key
  openssl dgst -sha256 -verify request.key -signature request.signature.der request.base.txt
  openssl verify -CAfile root.pem -untrusted request.certificates.pem request.certificates.pem
  openssl ts -verify -token_in -in batch.tst -data batch.json -CAfile root.pem
  openssl ts -verify -token_in -in META-INF/timestamp.tst \\
    -data META-INF/ASiCManifest.xml -CAfile root.pem
  openssl dgst -sha256 -binary FILE | base64      (for each file: as in ASiCManifest.xml)
`
