// Two private keys that guard nothing: with fixed keys, signatures and certificates that involve no chance are the same everywhere.

namespace Conformance;

/// <summary>Keys made for these checks, as OpenSSL writes them.</summary>
internal static class Keys
{
    /// <summary>RSA, 2048 bits.</summary>
    internal const string Rsa = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCIGLFLTbyKNTGs
        MgOwzd44+U1u+096/PmGekNwDds7sAdqae8Ar/kJrXP7Eflv7hPg1iTB7ua+2LPy
        Ua0EVoLx0Yk0OvTWpaU7O/CBFfdiDvJONPD3WtYJN/AS9xPkY3v41tpz5OKDlnNW
        xppnXCOeBcWS4RhNzLLVRvcIHKzqoYYv3mqnK2HtH9Tgxxjt1Cay5GEwr1zZ88l7
        Qlx9+k64AayQGnss4j7CnSlB1k+ZlthjuWTRALWQnEDMhwoe5YYTI9WR6Qu1FmWC
        RUC4JmaVm/f4LAN535/LP2eU8DKI2vp1DrnJhTvLEA+hblz/DuRXTVu3MbuKFTjy
        Ff1HPlbPAgMBAAECggEALIpsR9lmqZLUMWdi9tPBdUL+GSLNddJiNaVA+eTHCcdH
        /gcybbap2gV27kYJLR0tS0m6WO//e5k/d0BM0B0iGNM7RKlA5RjsNTEeOpj+UAzV
        N0wzSrjjULwKaaKMU5RNh/iFISXZDjjIga9Y7BfnHjoEWdgqVJf4NT3W7kQ4QUdm
        gY0zRv5c64aKqPVtpILGgdLNEA9q0vpGXdDiyXf7UMwugJiskmhti58z9dsOPVT6
        p4QhBjSCMMFdhPeRGW29bRegEFphKXqawbJ4Mri6aMq0XEoiNwbcGclKWOkhZGjj
        0ID4D0ya3VcByV9E6G3S4d5r2Ot4SOGd6J6LYmhNgQKBgQDAEgmCSNB+pmTx4T+A
        4idNqceA8Zn1LOptjcbFKLj536bh/xDqeJ9gr+VHcAyXCIUugigm15zdoT2H2FBS
        WMsPL3FnAeDg/TPN5ZFKo86zpLPj7Dmwrfq/6YykjavnvwZkn5KWtC/mX5qVhBIO
        mFyjnUf59R9B0XhNCLxCcUcdTwKBgQC1ZTdAuaqZuwxtpEZ12E+7dUTr0Eq9jbdp
        Tm0o6bHTo6i+rm68LbAMcrsiMXmn8p8qdompmunkoZ7+AlmzQZvLQgwK0T4Xca1M
        D/ZIUDA5/Ft8yYyREwd00V8p3OJC//2a63R0q/I/pNvLC5T2ByGkzdel7hMnQpVV
        QIQ58z3OgQKBgAjEygpYqKwfjJw+XFfV+1VgWutYHF9FHa7CukBmC4vc2hGXQ35w
        41XWsfEA/JIooWvuJUcgsNitc9Gv3nrj8uFOmS7KtymOZb8QrAFsWRN6gXv2XOvk
        BX6dev5IOYDrB6+wWVDoCQfLdZM95FUmP5R4qcCPoE2w8n0R2QZvhX+hAoGAOMHU
        ygHOKY/nUZ8nFNR8DjGhQQ/JcwoWq3KIoVaN96Srtg4qQ+MfxKVZfFdys2Qs/UJd
        zJ3WNV2EvAHMQ1RyBOVDk1bpULiW+se7zeCZVmtpzN/bhcEoghrI5fZhLYmftouZ
        wq/SequAwkV7dIfCtShbI2YcxBoHU8d+GAvN+QECgYEAmYfm8ApVhzkTFUaq1c4O
        l9tVzg8lLysZhaPbZl2cKPWGPfKITL2udMC4pFJ2Rv1dvsM4JisqEMatcoNGaGis
        bN2lqKR5uszoukSLHV5J/F451L4DtDaaeODZt1OAyQCnWiZWmu6p1pacTHc/rHY1
        dol9cUBzrW1nZh7RNj3nODM=
        -----END PRIVATE KEY-----
        """;

    /// <summary>A point of NIST P-256.</summary>
    internal const string Ecdsa = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIFzE5b9JpKtQT5stLUGxw92HVKYPk/FnSDT8tMPitLm1oAoGCCqGSM49
        AwEHoUQDQgAEzMQJTndrpv841PVMDDXV1aG6oY49zF+7+jVNmeD/sii71IRw5wdz
        8heSmwNPMA+cACDHvPQ742kQnprxaIhw8A==
        -----END EC PRIVATE KEY-----
        """;
}
