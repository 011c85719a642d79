// System.Security.Cryptography with OpenSSL behind it. What involves chance (keys, nonces, padding) is checked by its inverse.

using Conformance;

var area = new Area();
HashChecks.Add(area);
CipherChecks.Add(area);
DerivationChecks.Add(area);
RsaChecks.Add(area);
EllipticCurveChecks.Add(area);
CertificateChecks.Add(area);
ChainChecks.Add(area);
return area.Finish();
